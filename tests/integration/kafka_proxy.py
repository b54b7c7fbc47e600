"""A network between laurel and a broker that plays tricks with the ends of
transactions (EndTxn). The broker must advertise the proxy's address.

    port = free_port()
    with Proxy(port) as proxy:
        broker = Broker(port=port, properties={
            'advertised.listeners': 'PLAINTEXT://' + proxy.address})

A trick is done to the next EndTxn, once:
    hold()         it does not arrive; the connection stays
    hold_and_cut() it does not arrive, and the connection breaks, so that the
                   client sends it again on another one
    lose_answer()  it arrives, and the connection breaks before the answer
What was held arrives late, on a connection of its own: release().

Beside that, hold_records(SECONDS) keeps what is produced in a transaction from
the broker for so long; it then arrives as it was sent, or not at all if the
client has given its connection up.
"""
import socket
import struct
import threading
import time

PRODUCE, END_TXN = 0, 26
HOLD, HOLD_AND_CUT, LOSE_ANSWER = 'hold', 'hold and cut', 'lose the answer'


def receive(connection, size):
    """Exactly so many bytes; None: the connection has ended."""
    chunks = []
    while size > 0:
        chunk = connection.recv(min(size, 1 << 16))
        if not chunk:
            return None
        chunks.append(chunk)
        size -= len(chunk)
    return b''.join(chunks)


def frame(connection):
    """The next request or response with its length before it; None: none."""
    head = receive(connection, 4)
    if head is None:
        return None
    body = receive(connection, struct.unpack('>i', head)[0])
    return None if body is None else head + body


def close(*connections):
    for connection in connections:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        connection.close()


def is_transactional_produce(request):
    """A Produce whose transactional id is not null: its length follows the
    header, whose client id has a length too; before version 9, as librdkafka
    2.0.2 has it."""
    kind, = struct.unpack('>h', request[4:6])
    if kind != PRODUCE:
        return False
    client_id, = struct.unpack('>h', request[12:14])
    at = 14 + max(client_id, 0)
    return struct.unpack('>h', request[at:at + 2])[0] > 0


class Proxy:

    def __init__(self, port):
        self.to = ('127.0.0.1', port)
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.address = '127.0.0.1:%d' % self.listener.getsockname()[1]
        self.ends = 0       # EndTxn that were asked for
        self._lock = threading.Condition()
        self._trick = None  # for the next one
        self._done = 0      # tricks
        self._held = []
        self.records_held = 0   # requests
        self._hold_until = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        close(self.listener)

    def hold(self, seconds=30):
        self._play(HOLD, seconds)

    def hold_and_cut(self, seconds=30):
        self._play(HOLD_AND_CUT, seconds)

    def lose_answer(self, seconds=30):
        self._play(LOSE_ANSWER, seconds)

    def hold_records(self, seconds):
        self._hold_until = time.monotonic() + seconds

    def release(self):
        """What was held arrives. Returns the broker's error codes."""
        with self._lock:
            held, self._held = self._held, []
        return [self._send_late(request) for request in held]

    def _play(self, trick, seconds):
        """Returns when it has been done."""
        with self._lock:
            done = self._done
            self._trick = trick
            if not self._lock.wait_for(lambda: self._done > done, seconds):
                raise AssertionError('no EndTxn for %d s' % seconds)

    def _send_late(self, request):
        with socket.create_connection(self.to, 10) as broker:
            broker.sendall(request)
            answer = frame(broker)
        # Length, correlation id, throttle time, error code.
        return struct.unpack('>iiih', answer[:14])[3]

    def _listen(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                broker = socket.create_connection(self.to, 10)
                broker.settimeout(None)
            except OSError:  # it is restarted just now
                close(client)
                continue
            for work in (self._requests, self._answers):
                threading.Thread(target=work, args=(client, broker),
                                 daemon=True).start()

    def _answers(self, client, broker):
        try:
            while chunk := broker.recv(1 << 16):
                client.sendall(chunk)
        except OSError:
            pass
        close(client, broker)

    def _requests(self, client, broker):
        try:
            while (request := frame(client)) is not None:
                self._forward(request, client, broker)
        except OSError:
            pass
        close(client, broker)

    def _forward(self, request, client, broker):
        trick = None
        if is_transactional_produce(request):
            left = self._hold_until - time.monotonic()
            if left > 0:
                self.records_held += 1
                time.sleep(left)
        if struct.unpack('>h', request[4:6])[0] == END_TXN:
            trick = self._take_trick(request)
        if trick in (HOLD_AND_CUT, LOSE_ANSWER):
            close(client)
        if trick == LOSE_ANSWER:
            broker.sendall(request)
            frame(broker)  # it has been done; `_answers` may have taken it
        elif trick is None:
            broker.sendall(request)

    def _take_trick(self, request):
        with self._lock:
            self.ends += 1
            trick, self._trick = self._trick, None
            if trick is not None:
                self._done += 1
                self._lock.notify_all()
            if trick in (HOLD, HOLD_AND_CUT):
                self._held.append(request)
        return trick
