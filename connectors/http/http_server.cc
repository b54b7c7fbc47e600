#include "connectors/http/http_server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

// Who says nothing keeps a place from others for this long; who asks again
// later connects again.
inline constexpr unsigned kSilenceSeconds = 2;
// More wait to be accepted. The log and the view need descriptors, too, of
// often 1,024.
inline constexpr unsigned kMostConnections = 256;
// For the headers of a request; answers are beside it.
inline constexpr size_t kBytesPerConnection = 8 << 10;

absl::StatusOr<sockaddr_in> ParseAddress(const std::string& address) {
  const size_t colon = address.rfind(':');
  sockaddr_in parsed = {};
  parsed.sin_family = AF_INET;
  uint32_t port = 0;
  const bool good = colon != std::string::npos &&
                    inet_pton(AF_INET, address.substr(0, colon).c_str(),
                              &parsed.sin_addr) == 1 &&
                    absl::SimpleAtoi(address.substr(colon + 1), &port) &&
                    port <= 0xffff;
  if (!good) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", address, "\" is not an address; it has the form 127.0.0.1:9464"));
  }
  parsed.sin_port = htons(static_cast<uint16_t>(port));
  return parsed;
}

MHD_Result Send(MHD_Connection* connection, const HttpAnswer& answer) {
  MHD_Response* response = MHD_create_response_from_buffer(
      answer.body.size(), const_cast<char*>(answer.body.data()),
      MHD_RESPMEM_MUST_COPY);
  MHD_add_response_header(response, "Content-Type", answer.type.c_str());
  const MHD_Result sent = MHD_queue_response(
      connection, static_cast<unsigned>(answer.status), response);
  MHD_destroy_response(response);
  return sent;
}

}  // namespace

struct HttpServer::Parts {
  std::map<std::string, Get> paths;
  MHD_Daemon* daemon = nullptr;

  HttpAnswer Answer(std::string_view method, const std::string& path) const {
    const auto found = paths.find(path);
    if (found == paths.end()) {
      std::string known;
      for (const auto& [name, get] : paths) absl::StrAppend(&known, name, "\n");
      return {404, "text/plain; charset=utf-8",
              absl::StrCat("there is no ", path, "; there are\n", known)};
    }
    if (method != "GET" && method != "HEAD") {
      return {405, "text/plain; charset=utf-8", "only GET is answered\n"};
    }
    return found->second();
  }

  // The first call of a request has its headers, and decides.
  static MHD_Result OnRequest(void* self, MHD_Connection* connection,
                              const char* path, const char* method, const char*,
                              const char*, size_t* body_size, void** seen) {
    static int once;
    if (*seen == nullptr) {
      *seen = &once;
      return MHD_YES;
    }
    if (*body_size != 0) {  // read and forgotten
      *body_size = 0;
      return MHD_YES;
    }
    return Send(connection,
                static_cast<const Parts*>(self)->Answer(method, path));
  }
};

HttpServer::HttpServer(std::unique_ptr<Parts> parts)
    : parts_(std::move(parts)) {}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(
    const std::string& address, std::map<std::string, Get> paths) {
  ASSIGN_OR_RETURN(const sockaddr_in bound, ParseAddress(address));
  auto parts = std::make_unique<Parts>();
  parts->paths = std::move(paths);
  parts->daemon = MHD_start_daemon(
      MHD_USE_AUTO_INTERNAL_THREAD, 0, nullptr, nullptr, &Parts::OnRequest,
      parts.get(), MHD_OPTION_SOCK_ADDR, &bound, MHD_OPTION_CONNECTION_TIMEOUT,
      kSilenceSeconds, MHD_OPTION_CONNECTION_LIMIT, kMostConnections,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, kBytesPerConnection, MHD_OPTION_END);
  if (parts->daemon == nullptr) {
    return absl::UnavailableError(absl::StrCat(
        "cannot listen on ", address, " (", std::strerror(errno),
        "); is another laurel running? `--http` takes another address"));
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(parts)));
}

HttpServer::~HttpServer() { MHD_stop_daemon(parts_->daemon); }

uint16_t HttpServer::port() const {
  const MHD_DaemonInfo* info =
      MHD_get_daemon_info(parts_->daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info == nullptr ? 0 : info->port;
}

}  // namespace laurel
