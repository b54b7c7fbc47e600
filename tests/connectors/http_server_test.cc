#include "connectors/http/http_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <vector>

namespace laurel {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

// A connection that closes itself.
class Socket {
 public:
  explicit Socket(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{10, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int failed =
        connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    EXPECT_EQ(failed, 0);
  }
  ~Socket() { close(fd_); }
  Socket(const Socket&) = delete;

  void Say(std::string_view text) const {
    EXPECT_EQ(send(fd_, text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  // All that comes until the other side closes; what came within 10 s.
  std::string Hear() const {
    std::string heard;
    char buffer[1024];
    for (ssize_t n; (n = recv(fd_, buffer, sizeof buffer, 0)) > 0;) {
      heard.append(buffer, static_cast<size_t>(n));
    }
    return heard;
  }

 private:
  const int fd_;
};

std::unique_ptr<HttpServer> Alive() {
  auto server = HttpServer::Start(
      "127.0.0.1:0", {{"/healthz", [] {
                         return HttpAnswer{200, "text/plain", "alive\n"};
                       }}});
  EXPECT_TRUE(server.ok()) << server.status();
  return *std::move(server);
}

std::string Probe(uint16_t port) {
  const Socket probe(port);
  probe.Say("GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  return probe.Hear();
}

TEST(HttpServer, IdleConnectionsDoNotKeepAProbeWaiting) {
  const auto server = Alive();
  std::vector<std::unique_ptr<Socket>> idle;
  for (int i = 0; i < 200; ++i) {
    idle.push_back(std::make_unique<Socket>(server->port()));
  }
  const auto began = Clock::now();
  const std::string heard = Probe(server->port());
  EXPECT_TRUE(heard.starts_with("HTTP/1.1 200")) << heard;
  EXPECT_TRUE(heard.ends_with("alive\n")) << heard;
  EXPECT_LT(Clock::now() - began, seconds(2));
}

// More than are accepted at once: those who say nothing go first.
TEST(HttpServer, TooManyIdleConnectionsAreCutOff) {
  const auto server = Alive();
  std::vector<std::unique_ptr<Socket>> idle;
  for (int i = 0; i < 280; ++i) {
    idle.push_back(std::make_unique<Socket>(server->port()));
  }
  const auto began = Clock::now();
  const std::string heard = Probe(server->port());
  EXPECT_TRUE(heard.starts_with("HTTP/1.1 200")) << heard;
  EXPECT_LT(Clock::now() - began, seconds(6));
  EXPECT_EQ(idle.front()->Hear(), "");
}

}  // namespace
}  // namespace laurel
