# laurel in a small image: built on Debian 12, with the packages that
# tools/packages lists and no others.
#
#   docker build -t laurel .
#   docker run --rm -it laurel demo
FROM debian:bookworm-slim AS build
WORKDIR /src
# The packages change seldom, the sources often: two layers.
COPY tools/install tools/packages tools/
RUN tools/install build
COPY . .
RUN cmake --preset release -DLAUREL_TESTS=OFF -DLAUREL_BENCH=OFF \
 && cmake --build --preset release --target laurel \
 && strip build/release/laurel

FROM debian:bookworm-slim AS laurel
COPY tools/install tools/packages /opt/laurel/tools/
RUN /opt/laurel/tools/install run \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /var/lib/laurel --create-home laurel
COPY --from=build /src/build/release/laurel /usr/local/bin/laurel
COPY examples /usr/share/laurel/examples
USER laurel
WORKDIR /var/lib/laurel
VOLUME /var/lib/laurel
# SIGTERM lets `laurel serve` finish its batch.
STOPSIGNAL SIGTERM
ENTRYPOINT ["laurel"]
CMD ["--help"]
