#!/usr/bin/env python3
"""usage: carry_log_test.py READ_LOG WORK_FOLDER

A log directory that Apache Kafka wrote is opened by our code: after a clean end of Kafka and after `kill -9`, with the
same batches both times, byte for byte what is in Kafka's own files. Kafka comes from Maven Central (pom.xml) and
listens on loopback only; skipped (exit 77) where it cannot be had."""
import contextlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from kafka_jars import HERE, class_path  # noqa: E402

READ_LOG, WORK = sys.argv[1], Path(sys.argv[2])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def kafka(jars, folder):
    """One broker and controller in one process; its port. It is gone when the block ends."""
    port, controller = free_port(), free_port()
    settings = Path(folder) / "server.properties"
    settings.write_text(f"""process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
controller.listener.names=CONTROLLER
log.dirs={folder}/data
offsets.topic.replication.factor=1
""")
    java = ["java", "-Xmx512m", "-cp", jars]
    subprocess.run([*java, "kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "-c", settings],
                   check=True, capture_output=True)
    with open(Path(folder) / "kafka.out", "w") as output:
        server = subprocess.Popen([*java, "kafka.Kafka", settings], stdout=output, stderr=output, cwd=folder)
        try:
            for _ in range(120):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                assert server.poll() is None, "Kafka did not start"
                time.sleep(0.5)
            yield port, server
        finally:
            server.kill()
            server.wait()


def crc32c(path_list):
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    crc = 0xFFFFFFFF
    for path in path_list:
        for byte in path.read_bytes():
            crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF]
    return f"{crc ^ 0xFFFFFFFF:08x}"


def found_in(directory):
    done = subprocess.run([READ_LOG, directory, "carried"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return re.findall(r"partition (\d) start 0 end (\d+) batches (\d+) crc (\w+) producers (\d+) codecs 0 1 3 failure ''",
                      done.stdout), done.stdout


with tempfile.TemporaryDirectory(prefix="atlas-carry-log-") as folder:
    jars = class_path(WORK)
    data = Path(folder) / "data"
    with kafka(jars, folder) as (port, server):
        subprocess.run(["java", "-cp", jars, HERE / "WriteRecords.java", f"127.0.0.1:{port}"], check=True,
                       capture_output=True, timeout=120)
        # As `kill -9` would leave it: the files at this moment, without marker, snapshot or trimmed index.
        shutil.copytree(data, Path(folder) / "killed")
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) in (0, 143), "Kafka did not end cleanly"
    assert (data / ".kafka_cleanshutdown").exists()
    segments = [path for path in data.glob("carried-*/*.log")]
    assert len(segments) > 4, f"only {len(segments)} segments"
    files = {n: crc32c(sorted(data.glob(f"carried-{n}/*.log"))) for n in "01"}
    clean, said = found_in(data)
    assert len(clean) == 2 and all(end == "3000" for _, end, *_ in clean), said
    assert {partition: crc for partition, _, _, crc, _ in clean} == files, f"{files}\n{said}"
    killed, said_then = found_in(Path(folder) / "killed")
    assert killed == clean, said + said_then
    print(f"{len(segments)} segments of Kafka's, {sum(int(p[2]) for p in clean)} batches: the same clean and killed")
    print(said, end="")
