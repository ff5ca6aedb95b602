import Foundation
import Processes
import Testing

/// Secrets Manager as emulated by moto, with authentication enabled; it ends with this object.
///
/// The secrets are written by boto3, so that only the server under test parses them.
final class SecretsEmulator: Sendable {
    private struct Announcement: Decodable {
        let port: Int
        let arns: [String: String]
        let key: [String]
    }

    /// The virtual environment with moto, from PyPI.
    private static let environment = ProcessInfo.processInfo.environment["WEIR_VENV"]

    /// `true` to fail instead of skip if the emulator is missing, as in the project's pipeline.
    static let isExpected =
        environment.map { FileManager.default.fileExists(atPath: $0 + "/bin/moto_server") } == true
        || ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"

    static let absence: Comment = "moto is needed: WEIR_VENV must name a virtual environment with moto[server]"

    private static let script = #"""
        import json, os, sys, urllib.request
        import boto3
        from moto.server import ThreadedMotoServer

        server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        server.start()
        port = server.get_host_and_port()[1]
        url = f"http://127.0.0.1:{port}"

        def client(service, key):
            return boto3.client(service, endpoint_url=url, region_name="eu-central-1", aws_access_key_id=key[0],
                                aws_secret_access_key=key[1])

        def user(name, actions):
            iam = client("iam", ["a", "b"])
            iam.create_user(UserName=name)
            policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
            iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps(policy))
            key = iam.create_access_key(UserName=name)["AccessKey"]
            return [key["AccessKeyId"], key["SecretAccessKey"]]

        reader = user("reader", ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"])
        secrets = client("secretsmanager", user("writer", "secretsmanager:*"))
        # From here on every signature is checked, and every permission.
        urllib.request.urlopen(urllib.request.Request(
            url + "/moto-api/reset-auth", data=b"0", headers={"Content-Type": "text/plain"}))
        arns = {}
        for name, value in json.loads(sys.stdin.readline()).items():
            arns[name] = secrets.create_secret(Name=name, SecretString=value)["ARN"]
        print(json.dumps({"port": port, "arns": arns, "key": reader}), flush=True)
        for line in sys.stdin:
            for name, value in json.loads(line).items():
                secrets.put_secret_value(SecretId=arns[name], SecretString=value)
            print("{}", flush=True)
        os._exit(0)
        """#

    private let announcement: Announcement
    /// The emulator's process, which ends with its input and is killed with this object.
    private let process: ChildProcess

    /// The name of the one secret of ``init(secret:)``.
    private static let name = "weir/database"

    /// Starts the emulator with a secret.
    convenience init(secret: Data) async throws {
        try await self.init(secrets: [Self.name: String(decoding: secret, as: UTF8.self)])
    }

    /// Starts the emulator with secrets.
    ///
    /// - Parameter secrets: The values by name.
    init(secrets: [String: String]) async throws {
        process = try ChildProcess(
            [(Self.environment ?? "") + "/bin/python", "-c", Self.script], input: .lines, output: .lines,
            errors: .discarded)
        announcement = try JSONDecoder().decode(
            Announcement.self, from: await Self.exchange(JSONEncoder().encode(secrets), process))
    }

    /// The environment variables that lead a program to the secret as its database's credentials.
    var variables: [String: String] { variables(secret: "DB_SECRET_ARN") }

    /// Returns the environment variables that lead a program to the secret.
    ///
    /// - Parameter variable: The variable with the secret's ARN.
    func variables(secret variable: String) -> [String: String] {
        access.merging([variable: arn(of: Self.name)]) { $1 }
    }

    /// Returns a secret's ARN; empty for an unknown name.
    func arn(of name: String) -> String { announcement.arns[name] ?? "" }

    /// The environment variables that lead a program to the emulator.
    var access: [String: String] {
        [
            "AWS_ENDPOINT_URL": "http://127.0.0.1:\(announcement.port)", "AWS_ACCESS_KEY_ID": announcement.key[0],
            "AWS_SECRET_ACCESS_KEY": announcement.key[1],
        ]
    }

    /// Writes a new current version of the secret.
    func put(_ secret: Data) async throws {
        let values = [Self.name: String(decoding: secret, as: UTF8.self)]
        _ = try await Self.exchange(JSONEncoder().encode(values), process)
    }

    /// Sends a line and reads a line.
    private static func exchange(_ line: Data, _ process: ChildProcess) async throws -> Data {
        try process.send(String(decoding: line, as: UTF8.self))
        guard let answer = await process.line(within: .seconds(60)) else {
            throw UnexpectedError("the emulator of Secrets Manager has ended")
        }
        return Data(answer.utf8)
    }
}
