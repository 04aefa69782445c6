"""Where Apache Kafka's jars are: Maven Central, by pom.xml."""
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def class_path(work):
    """The class path of Kafka's jars, resolved once into `work`; ends the test as skipped where that cannot be."""
    listing = work / "kafka_tools.classpath"
    if not listing.exists():
        if not shutil.which("mvn") or not shutil.which("java"):
            print("skipped: no Maven or no Java here")
            sys.exit(77)
        made = subprocess.run(["mvn", "-q", "-B", "-f", HERE / "pom.xml", "dependency:build-classpath",
                               f"-Dmdep.outputFile={listing}"], capture_output=True, text=True)
        if made.returncode != 0:
            print("skipped: Maven cannot resolve Kafka's tools:\n" + made.stdout[-2000:])
            sys.exit(77)
    return listing.read_text().strip()
