import subprocess
import sys

from config import services

if __name__ == "__main__":
    name, version, *command = sys.argv[1:]
    services.join(name, int(version))
    sys.exit(subprocess.run(command).returncode)
