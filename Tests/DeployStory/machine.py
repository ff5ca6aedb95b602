"""The machine of the deploy story: podman, PostgreSQL and the emulated AWS, in namespaces of their own.

The caller runs in new mount, network and process namespaces (.ci/scripts/deploy-test.sh). Whatever is started, mounted or
configured here is gone with the last process of them; only the files of the run's folder remain for the caller to remove.
"""

import json
import os
import pwd
import queue
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

WORLD = Path(__file__).resolve().parent / "World"
sys.path.insert(0, str(WORLD))

import names

ACCOUNT, REGION = "210987654321", "eu-central-1"
# RDS names databases NAME.ACCOUNT'S CODE.REGION.rds.amazonaws.com; the certificate covers every NAME.
CODE = "c0weirstory0"


def run(*command, **named):
    """Runs a command to its end and returns its output; a failure is an error with the command's own words."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **named)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def make_authority(folder):
    """The authority of the database's certificate, kept between runs because the image contains it, and a certificate."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, key = folder / "authority.pem", folder / "authority.key"
    if not authority.exists():
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650",
            "-subj", "/CN=Authority of the deploy story", "-keyout", key, "-out", authority)
    if not (folder / "server.pem").exists():
        name = f"*.{CODE}.{REGION}.rds.amazonaws.com"
        run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=database",
            "-keyout", folder / "server.key", "-out", folder / "server.csr")
        (folder / "server.ext").write_text(f"subjectAltName=DNS:{name}\n")
        run("openssl", "x509", "-req", "-in", folder / "server.csr", "-CA", authority, "-CAkey", key, "-CAcreateserial",
            "-days", "3650", "-extfile", folder / "server.ext", "-out", folder / "server.pem")
    return authority


class Machine:
    """Everything that the story runs on."""

    def __init__(self, folder, authorities, postgres):
        self.folder, self.authorities, self.postgres = Path(folder), Path(authorities), Path(postgres)
        self.started = []
        self.url = None

    def start(self):
        if os.getpid() > 20:
            raise RuntimeError("not in a process namespace of its own; start .ci/scripts/deploy-test.sh")
        self._network()
        self._podman()
        self._databases()
        self._aws()

    def _spawn(self, name, *command, **named):
        with open(self.folder / f"{name}.log", "ab") as log:
            named.setdefault("stdout", log)
            process = subprocess.Popen([str(part) for part in command], stderr=log, **named)
        self.started.append((name, process))
        return process

    def _network(self):
        """Loopback, the addresses of names.py, and files of names that only this world sees."""
        run("ip", "link", "set", "lo", "up")
        for address in (names.AGENT, names.AWS, *names.DATABASES):
            run("ip", "address", "add", f"{address}/32", "dev", "lo")
        # The bridge of podman, from the start: with an address of its own, which otherwise changes as containers come and go, so
        # that the others do not find it any more; and with a port that stays, so that it stays after the last container.
        run("ip", "link", "add", "podman0", "address", "02:00:0a:58:00:01", "type", "bridge")
        run("ip", "address", "add", "10.88.0.1/16", "dev", "podman0")
        run("ip", "link", "add", "keeper", "type", "veth", "peer", "name", "keeper-end")
        run("ip", "link", "set", "keeper", "master", "podman0", "up")
        run("ip", "link", "set", "podman0", "up")
        (self.folder / "hosts").write_text("127.0.0.1\tlocalhost\n")
        (self.folder / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        for name in ("hosts", "resolv.conf"):
            run("mount", "--bind", self.folder / name, f"/etc/{name}")

    def _podman(self):
        """Podman with settings and storage of its own: no raised limits, no control groups, which not every machine permits."""
        if not Path("/sys/fs/cgroup/cgroup.controllers").exists():
            run("mount", "-t", "cgroup2", "none", "/sys/fs/cgroup")
        files = {
            "containers.conf": '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\ncgroups = "disabled"\n'
                               '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\nruntime = "crun"\n'
                               '[network]\nnetwork_backend = "netavark"\n',
            "storage.conf": f'[storage]\ndriver = "{self._driver()}"\n'
                            f'graphroot = "{self.folder}/storage"\nrunroot = "{self.folder}/storage-run"\n',
            "registries.conf": f'[[registry]]\nprefix = "*.dkr.ecr.{REGION}.amazonaws.com"\ninsecure = true\n',
            "registry-auth.json": "{}\n",
            "policy.json": '{"default": [{"type": "insecureAcceptAnything"}]}\n',
        }
        for name, text in files.items():
            (self.folder / name).write_text(text)
        os.environ.update(
            CONTAINERS_CONF=f"{self.folder}/containers.conf", CONTAINERS_STORAGE_CONF=f"{self.folder}/storage.conf",
            CONTAINERS_REGISTRIES_CONF=f"{self.folder}/registries.conf", DOCKER_HOST=f"unix://{self.folder}/podman.socket",
            REGISTRY_AUTH_FILE=f"{self.folder}/registry-auth.json", XDG_RUNTIME_DIR=str(self.folder), TMPDIR=str(self.folder))
        Path("/etc/containers").mkdir(exist_ok=True)
        self._spawn("podman", "podman", "system", "service", "--time=0", f"unix://{self.folder}/podman.socket")
        self._wait("podman", lambda: (self.folder / "podman.socket").exists())

    def _driver(self):
        """Podman's way of storing layers: one mount over the other, or copies where the file system does not permit that."""
        parts = [self.folder / "overlay" / name for name in ("lower", "upper", "work", "merged")]
        for part in parts:
            part.mkdir(parents=True)
        lower, upper, work, merged = parts
        options = f"lowerdir={lower},upperdir={upper},workdir={work}"
        tried = subprocess.run(["mount", "-t", "overlay", "none", "-o", options, merged], capture_output=True)
        if tried.returncode:
            return "vfs"
        run("umount", merged)
        return "overlay"

    def _databases(self):
        """PostgreSQL servers, one for each instance of RDS, as their users and their names are apart."""
        self.servers = []
        for number, address in enumerate(names.DATABASES, 1):
            place = self.folder / "postgres" / str(number)
            self._database("postgres" if number == 1 else f"postgres-{number}", place, address)
            self.servers.append((str(place), address))

    def _database(self, name, place, address):
        """PostgreSQL with the rules of RDS: TLS alone, tokens for members of rds_iam and passwords for the others."""
        place.mkdir(parents=True)
        account = pwd.getpwnam("postgres")
        for file in ("server.pem", "server.key"):
            (place / file).write_bytes((self.authorities / file).read_bytes())
            (place / file).chmod(0o600)
        for path in (place, place / "server.pem", place / "server.key"):
            os.chown(path, account.pw_uid, account.pw_gid)
        owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--pdeathsig", "INT"]
        # The collation of with-postgres.sh.
        run(*owner, self.postgres / "initdb", f"--pgdata={place}/data", "--username=rdsadmin", "--auth=trust", "--no-sync",
            "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US", cwd=place)
        directory = 'ldap ldapserver=127.0.0.1 ldapport=3890 ldapprefix="" ldapsuffix=""'
        (place / "data/pg_hba.conf").write_text(
            "local all rdsadmin trust\nhostnossl all all all reject\nhostssl all +rds_superuser all scram-sha-256\n"
            f"hostssl all +rds_iam all {directory}\nhostssl all all all scram-sha-256\n")
        settings = {"listen_addresses": address, "unix_socket_directories": place, "fsync": "off", "max_connections": 100,
                    "ssl": "on", "ssl_cert_file": place / "server.pem", "ssl_key_file": place / "server.key"}
        self._spawn(name, *owner, self.postgres / "postgres", "-D", place / "data",
                    *[word for name, value in settings.items() for word in ("-c", f"{name}={value}")], cwd=place)
        self._wait(name, lambda: subprocess.run(
            [self.postgres / "pg_isready", "-q", f"--host={place}", "--username=rdsadmin", "--dbname=postgres"]).returncode == 0)

    def _aws(self):
        server = self._spawn("aws", sys.executable, "-B", WORLD / "server.py", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        settings = {"servers": self.servers, "suffix": CODE, "directory": 3890, "accounts": [ACCOUNT],
                    "regions": [REGION]}
        self.server = server
        self.answers = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.url = self.control(settings, 60)["url"]

    def _listen(self):
        for line in self.server.stdout:
            if line.startswith(b"{"):
                self.answers.put(json.loads(line))
        self.answers.put(None)

    def control(self, request, seconds=10):
        """Sends a line to the emulated AWS, such as a fault (World/faults.py), and returns its answer."""
        self.server.stdin.write((json.dumps(request) + "\n").encode())
        self.server.stdin.flush()
        answer = self.answers.get(timeout=seconds)
        if answer is None:
            raise RuntimeError(f"the emulated AWS has ended:\n{self.log('aws')}")
        return answer

    def disturb(self, rules):
        """Puts a proxy with faults in front of the emulated AWS (microburst) and returns its address."""
        (self.folder / "rules.json").write_text(json.dumps({"rules": rules}))
        port = 9990
        self._spawn("microburst", sys.executable, "-m", "microburst", "--upstream", self.url, "--port", port,
                    "--config", self.folder / "rules.json")
        self._wait("microburst", lambda: self.faults(port) is not None)
        return f"http://127.0.0.1:{port}"

    def faults(self, port=9990):
        """The faults that the proxy has injected so far, or None while it starts."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_microburst/fired?limit=10000") as answer:
                return json.load(answer)
        except OSError:
            return None

    def environment(self):
        """The variables with which programs reach the emulated AWS."""
        return {"AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "story", "AWS_REGION": REGION, "AWS_ENDPOINT_URL": self.url,
                "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}

    def log(self, name):
        return (self.folder / f"{name}.log").read_text(errors="replace")[-4000:]

    def _wait(self, name, ready):
        for _ in range(600):
            if ready():
                return
            if self.started[-1][1].poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"{name} did not start:\n{self.log(name)}")

    def stop(self):
        """Ends what start() started. Its data is not needed any more, and the namespaces end the rest."""
        for _, process in reversed(self.started):
            process.kill()
        for _, process in self.started:
            process.wait()
