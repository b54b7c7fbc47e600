"""Processes that are watched, and the table of what they cost."""
import collections
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

TICKS = os.sysconf('SC_CLK_TCK')

# Seconds by the wall; processor seconds of the process and of the broker; the
# share of the machine that processes took which are not measured; most resident
# bytes; standard output.
Done = collections.namedtuple('Done', 'seconds cpu broker_cpu other_share '
                                      'peak out')


def cpu_of(pid):
    """Processor seconds of a process so far."""
    with open('/proc/%d/stat' % pid) as stat:
        fields = stat.read().rsplit(') ', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def cpu_of_machine():
    """Processor seconds that were not idle, so far."""
    with open('/proc/stat') as stat:
        fields = [int(field) for field in stat.readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


class Watched:
    """A process beside a broker. Standard error is read as it comes."""

    running = set()
    ended_cpu = 0.0  # of those that run no more

    def __init__(self, command, broker):
        self.command, self.broker = command, broker
        self._began = time.monotonic()
        self._broker_cpu = cpu_of(broker.process.pid)
        self._others_cpu = self._cpu_of_others()
        self._out = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen(
            command, stdout=self._out, stderr=subprocess.PIPE, text=True)
        Watched.running.add(self)
        self.said = []
        self._heard = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _cpu_of_others(self):
        """Of whoever is not measured, so far."""
        ours = time.process_time() + Watched.ended_cpu
        ours += cpu_of(self.broker.process.pid)
        ours += sum(cpu_of(each.process.pid) for each in Watched.running)
        return cpu_of_machine() - ours

    def _read(self):
        for line in self.process.stderr:
            with self._heard:
                self.said.append((time.monotonic(), line.rstrip()))
                self._heard.notify_all()
        with self._heard:
            self.said.append((time.monotonic(), None))  # the end
            self._heard.notify_all()

    def age(self):
        """Seconds from the start to the line that wait_for has found."""
        return self._found - self._began

    def wait_for(self, pattern, seconds=600):
        """The line; the end of the process before it is an error."""
        until, looked = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            with self._heard:
                self._heard.wait_for(lambda: len(self.said) > looked, 1)
                lines = self.said[looked:]
            for at, line in lines:
                looked += 1
                if line is None:
                    self._fail('no "%s"' % pattern)
                if re.search(pattern, line):
                    self._found = at
                    return line
        self._fail('no "%s" for %d s' % (pattern, seconds))

    def check(self):
        if self.said and self.said[-1][1] is None:
            self._fail('ended')

    def _fail(self, why):
        text = '\n'.join(line for _, line in self.said if line is not None)
        raise RuntimeError('%s: %s\n%s' % (' '.join(self.command), why,
                                           text[-3000:]))

    def kill(self):
        self.process.kill()
        self._end()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.finish()

    def finish(self):
        done = self._end()
        if self.process.returncode != 0:
            self._fail('exit %d' % self.process.returncode)
        return done

    def _end(self):
        _, status, used = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - self._began
        cpu = used.ru_utime + used.ru_stime
        Watched.running.remove(self)
        Watched.ended_cpu += cpu
        broker = cpu_of(self.broker.process.pid) - self._broker_cpu
        others = self._cpu_of_others() - self._others_cpu
        self._reader.join()
        self._out.seek(0)
        return Done(seconds, cpu, broker,
                    max(0, others / seconds / os.cpu_count()),
                    used.ru_maxrss * 1024, self._out.read())


class Table:
    """Markdown, a row as soon as it is known."""

    def __init__(self):
        self.broker = ''
        print('\n| Kafka | what | measured | target | | others |\n'
              '|---|---|---|---|---|---|', flush=True)

    def row(self, what, measured, target='', met=None, done=None):
        """`done`: beside whom it was measured. `others` is their share of the
        machine."""
        verdict = {None: '', True: 'met', False: '**missed**'}[met]
        others = '%.0f %%' % (100 * done.other_share) if done else ''
        print('| %s | %s | %s | %s | %s | %s |' % (
            self.broker, what, measured, target, verdict, others), flush=True)

    def at_least(self, what, value, least, unit, done=None):
        self.row(what, '%s %s' % (readable(value), unit),
                 '≥ ' + readable(least), value >= least, done)

    def at_most(self, what, value, most, unit, done=None):
        self.row(what, '%s %s' % (readable(value), unit),
                 '≤ ' + readable(most), value <= most, done)


def readable(value):
    return '{:,.0f}'.format(value) if value >= 100 else '%.3g' % value


def machine(directory):
    with open('/proc/cpuinfo') as info:
        model = re.search(r'model name\s*: (.*)', info.read()).group(1)
    with open('/proc/meminfo') as info:
        total = int(info.readline().split()[1]) / (1 << 20)
    disk = subprocess.run(['stat', '-f', '-c', '%T', directory],
                          capture_output=True, text=True).stdout.strip()
    return '%s, %d cores, %.1f GiB; disk: %s; Python %s; load before: %.1f' % (
        model, os.cpu_count(), total, disk, platform.python_version(),
        os.getloadavg()[0])
