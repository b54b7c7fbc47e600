// A small HTTP/1.1 server for GET, on libmicrohttpd: what operators ask a
// running engine. Not for customers' data.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace laurel {

struct HttpAnswer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
};

class HttpServer {
 public:
  // Called by the server's own thread, one request at a time.
  using Get = std::function<HttpAnswer()>;

  // `address`: "127.0.0.1:9464", or "0.0.0.0:9464" for all interfaces; port 0
  // takes a free one. Paths that `paths` does not have are answered 404, other
  // methods 405. A client that says nothing for 2 s is cut off,
  // so that many of them do not keep a probe waiting.
  // INVALID_ARGUMENT: not an address. UNAVAILABLE: it is taken.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(
      const std::string& address, std::map<std::string, Get> paths);
  // Waits for the request under way.
  ~HttpServer();

  uint16_t port() const;

 private:
  struct Parts;
  explicit HttpServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace laurel
