extension CauseCatalogue {
    private static func exit(_ codes: String...) -> Cause.Pattern { Cause.Pattern([.exit], codes: Set(codes)) }

    /// Causes in the program of a container.
    static let programs: [Cause] = [
        Cause(
            "out-of-memory", "The container ran out of memory", .root,
            [
                Cause.Pattern([.stop], any: ["outofmemoryerror", "oomkilled", "killed due to memory usage"]),
                Cause.Pattern([.stop], codes: ["OutOfMemory"]),
            ],
            say: [
                "The kernel ended the container {container}, because it needed more memory than its limit.",
                "This is not a crash of the program: it gets no chance to write a last line.",
                "Its last line was: {last}.",
            ],
            check: [
                "service.memory in the environment's file against the peak of MemoryUtilization.",
                "Whether memory grows with time (a leak) or with a request (a large body or result).",
            ],
            run: ["infra-cli logs {environment} --since 30m"]),
        Cause(
            "entry-point-missing", "The container's command does not exist in the image", .root,
            [
                Cause.Pattern(
                    [.stop], all: ["cannotstartcontainer"],
                    any: ["no such file or directory", "executable file not found", "not found in $path"]),
                exit("127"),
            ],
            say: [
                "The container cannot start: the program that its entry point or command names is not in the image.",
                "ECS states: {message}.",
            ],
            check: [
                "ENTRYPOINT and CMD of the image, and a command in the task definition.",
                "A script's first line may name an interpreter that the image does not have.",
            ],
            run: ["infra-cli image check {environment}"]),
        Cause(
            "entry-point-not-executable", "The container's command cannot be executed", .root,
            [
                Cause.Pattern([.stop], all: ["cannotstartcontainer", "permission denied"]),
                exit("126"),
            ],
            say: ["The container cannot start: its program exists but may not be executed by the container's user."],
            check: ["The file's mode in the image, and USER of the image."],
            run: ["infra-cli image check {environment}"]),
        Cause(
            "container-runtime", "The host could not start the container", .mechanism,
            [
                Cause.Pattern(
                    [.stop],
                    any: [
                        "dockertimeouterror", "cannotcreatecontainererror", "cannotinspectcontainererror",
                        "cannotstartcontainererror", "containerruntimeerror", "containerruntimetimeouterror",
                        "internalerror",
                    ])
            ],
            say: ["The host of the task could not start the container.", "It states: {message}."],
            check: ["Whether it repeats on other hosts; if so, the task definition's limits and mounts."],
            run: ["infra-cli deploy {environment}"]),
        Cause(
            "database-authentication", "The database rejects the login", .root,
            [
                Cause.Pattern(
                    [.log],
                    any: [
                        "password authentication failed", "no pg_hba.conf entry", "role does not exist", "28p01",
                        "28000",
                    ])
            ],
            say: [
                "The program ends, because the database does not accept its user or password.",
                "Its log states: {text}.",
            ],
            check: [
                "The secret that the task reads has the current password; after a rotation, tasks that started earlier have the former one.",
                "The user exists in the database, and rds.force_ssl matches the connection's mode.",
            ],
            run: ["infra-cli secrets versions {secret}", "infra-cli logs {environment} --since 30m"]),
        Cause(
            "database-unreachable", "The program cannot reach its database", .root,
            [
                Cause.Pattern(
                    [.log],
                    any: [
                        "could not connect to server", "connection to server", "could not translate host name",
                        "server closed the connection unexpectedly", "database is not reachable",
                        "database unreachable",
                    ])
            ],
            say: ["The program ends, because it cannot reach its database.", "Its log states: {text}."],
            check: [
                "The database's security group admits port 5432 from the task's group.",
                "The database is available, and the host name in the secret is its endpoint.",
            ],
            run: ["infra-cli status {environment}", "infra-cli logs {environment} --since 30m"]),
        Cause(
            "schema-newer", "The database's schema is newer than the program", .root,
            [
                Cause.Pattern(
                    [.log], all: ["schema"],
                    any: ["newer than", "is ahead of", "unknown migration", "does not know version"])
            ],
            say: [
                "The program refuses to start, because a later release has migrated the database's schema.",
                "Its log states: {text}.",
            ],
            check: [
                "The schema versions that this release understands; an older release needs a database restored to its time."
            ],
            run: ["infra-cli releases {environment}"]),
        Cause(
            "port-in-use", "The program's port is in use", .root,
            [Cause.Pattern([.log], any: ["address already in use", "eaddrinuse"])],
            say: [
                "The program ends, because another process of the task listens on its port.", "Its log states: {text}.",
            ],
            check: ["The ports of the task's containers: in one task they share a network."]),
        Cause(
            "certificate-rejected", "The program rejects a certificate", .root,
            [
                Cause.Pattern(
                    [.log],
                    any: ["certificate verify failed", "certificate_verify_failed", "unable to get local issuer"])
            ],
            say: ["The program ends, because it cannot verify a server's certificate.", "Its log states: {text}."],
            check: ["The certificates in the image; RDS needs Amazon's own bundle for its region."]),
        Cause(
            "setting-missing", "A setting of the program is missing or wrong", .root,
            [
                Cause.Pattern(
                    [.log],
                    any: [
                        "is not set", "missing required environment", "missing environment variable", "is required but",
                        "no value for", "is not a valid",
                    ]),
                // The form in which api-server rejects a setting: its name, the value and the rule.
                Cause.Pattern([.log], all: ["error: ", ": got ", ", expected "]),
            ],
            say: ["The program refuses to start, because of one of its settings.", "Its log states: {text}."],
            check: ["The variables and secrets of the task definition against those that the program reads."],
            run: ["infra-cli logs {environment} --since 30m"]),
        Cause(
            "program-crashed", "The program crashed", .exit,
            [exit("139", "134", "132", "133", "135", "136")],
            say: [
                "The container {container} ended with exit code {exit}: a signal ended its program.",
                "139 is an invalid memory access (SIGSEGV), 134 an abort (SIGABRT), 132 and 133 a trap, with which Swift ends on a broken precondition.",
                "Its last line was: {last}.",
            ],
            check: ["The last frames in the log. A backtrace needs the symbols of this very build."],
            run: ["infra-cli logs {environment} --since 30m"]),
        Cause(
            "killed", "The container was killed", .exit, [exit("137")],
            say: [
                "The container {container} ended with exit code 137 (SIGKILL) and not for lack of memory.",
                "ECS sends SIGTERM first and kills what still runs after the stop time-out.",
                "Its last line was: {last}.",
            ],
            check: [
                "Whether the program ends its work on SIGTERM, and how long that takes; stopTimeout is at most 120 s on Fargate.",
                "The deregistration delay of the target group, which adds to it.",
            ],
            run: ["infra-cli logs {environment} --since 30m"]),
        Cause(
            "terminated", "The container was asked to stop", .exit, [exit("143")],
            say: [
                "The container {container} ended with exit code 143: it received SIGTERM and ended at once.",
                "ECS or an operator stopped the task; the reason is not in the program.",
            ],
            check: ["The service's events for the reason of the stop."], run: ["infra-cli events {environment}"]),
        Cause(
            "program-finished", "The program ended without an error", .exit, [exit("0")],
            say: [
                "The container {container} ended with exit code 0, but a service's program has to run until it is stopped.",
                "Its last line was: {last}.",
            ],
            check: ["The command of the container: a command that prints help or migrates ends by itself."],
            run: ["infra-cli logs {environment} --since 30m"]),
        Cause(
            "wrong-usage", "The program rejects its command line", .exit, [exit("64", "2")],
            say: [
                "The container {container} ended with exit code {exit}: the program does not accept its arguments.",
                "Its last line was: {last}.",
            ],
            check: ["The command in the task definition against the image's version."],
            run: ["infra-cli logs {environment} --since 30m"]),
        Cause(
            "program-failed", "The program ended with an error", .status,
            [
                Cause.Pattern([.exit], none: ["exit code 0;"]),
                Cause.Pattern([.stop], any: ["essential container in task exited"]),
                Cause.Pattern([.stop], codes: ["EssentialContainerExited"]),
            ],
            say: [
                "The container {container} ended by itself with exit code {exit}, and a task ends with its essential containers.",
                "Its last line was: {last}.",
            ],
            check: ["The last lines of its log name the reason, if the program wrote one."],
            run: ["infra-cli logs {environment} --since 30m"]),
    ]
}
