import AWSClient
import AWSSigV4
import Foundation
import HTTPCore
import HTTPCoreTesting
import SecretsClient
import Synchronization
import Testing

/// An emulator of AWS over real HTTP, with authentication switched on. One serves all tests; it ends with the test process.
///
/// It comes from PyPI (`moto`), in the virtual environment that `WEIR_VENV` names.
final class MotoServer: Sendable {
    private struct Announcement: Decodable {
        let port: Int
        let admin: [String]
        let stranger: [String]
    }

    /// Who calls.
    enum Caller: CaseIterable {
        /// May do everything.
        case admin
        /// May do nothing with secrets.
        case stranger
        /// Has the administrator's key with another secret.
        case wrongSecret
        /// Has a key that nobody knows.
        case unknownKey
    }

    static let shared: MotoServer? = try? MotoServer()

    /// Whether a missing emulator is a failure, as in the project's own pipeline, instead of a reason to skip.
    static let isExpected = shared != nil || ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"

    static let absence: Comment = "moto is needed: WEIR_VENV must name a virtual environment with moto[server]"

    private static let script = #"""
        import json, os, sys, urllib.request
        import boto3
        from moto.server import ThreadedMotoServer

        server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        server.start()
        port = server.get_host_and_port()[1]
        url = f"http://127.0.0.1:{port}"
        iam = boto3.client("iam", endpoint_url=url, region_name="us-east-1", aws_access_key_id="a",
                           aws_secret_access_key="b")

        def user(name, action):
            iam.create_user(UserName=name)
            policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}
            iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps(policy))
            key = iam.create_access_key(UserName=name)["AccessKey"]
            return [key["AccessKeyId"], key["SecretAccessKey"]]

        users = {"port": port, "admin": user("admin", "*"), "stranger": user("stranger", "s3:ListAllMyBuckets")}
        # From here on every signature is checked, and every permission.
        urllib.request.urlopen(urllib.request.Request(
            url + "/moto-api/reset-auth", data=b"0", headers={"Content-Type": "text/plain"}))
        print(json.dumps(users), flush=True)
        sys.stdin.read()
        os._exit(0)
        """#

    private let announcement: Announcement
    private let transport: CurlTransport
    /// Kept open: its end is what the server ends by.
    private let input: Pipe
    /// Each test has a region of its own, and so sees its own secrets only.
    private let regions = Mutex([
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1",
        "eu-north-1", "eu-south-1", "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
        "ap-southeast-1", "ap-southeast-2", "ca-central-1", "sa-east-1", "me-south-1", "af-south-1",
    ])

    struct NotStarted: Error {}
    struct NoRegionLeft: Error {}

    private init() throws {
        guard let environment = ProcessInfo.processInfo.environment["WEIR_VENV"] else { throw NotStarted() }
        let process = Process()
        let output = Pipe()
        input = Pipe()
        process.executableURL = URL(fileURLWithPath: environment + "/bin/python")
        process.arguments = ["-c", Self.script]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line = Data()
        while line.last != UInt8(ascii: "\n") {
            guard let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty else {
                throw NotStarted()
            }
            line += byte
        }
        announcement = try JSONDecoder().decode(Announcement.self, from: line)
        transport = try CurlTransport()
    }

    /// A store in a region of its own.
    func store() throws -> AWSSecretProvider {
        let region = regions.withLock { $0.popLast() }
        guard let region else { throw NoRegionLeft() }
        return try provider(region: region, caller: .admin)
    }

    /// A provider for somebody.
    func provider(region: String, caller: Caller) throws -> AWSSecretProvider {
        let keys: (String, String) =
            switch caller {
            case .admin: (announcement.admin[0], announcement.admin[1])
            case .stranger: (announcement.stranger[0], announcement.stranger[1])
            case .wrongSecret: (announcement.admin[0], Canary.text)
            case .unknownKey: ("AKIAIOSFODNN7EXAMPLE", Canary.text)
            }
        return try Self.provider(
            port: announcement.port, region: region, transport: transport,
            credentials: Fixed(result: .success(AWSCredentials(accessKeyID: keys.0, secretAccessKey: keys.1))))
    }

    /// A provider that calls a port of this machine.
    static func provider(
        port: Int, region: String = "eu-central-1", transport: any HTTPTransport, credentials: any CredentialsProvider
    ) throws -> AWSSecretProvider {
        let settings = EndpointSettings(
            environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)", "AWS_REGION": region])
        var configuration = ClientConfiguration(credentials: credentials, transport: transport, endpoints: settings)
        configuration.clock = StepClock()
        return AWSSecretProvider(client: try configuration.client(for: .secretsManager))
    }

    /// Credentials that stay, or are not there.
    struct Fixed: CredentialsProvider {
        let result: Result<AWSCredentials, CredentialsError>

        func credentials() async throws(CredentialsError) -> ResolvedCredentials {
            ResolvedCredentials(credentials: try result.get(), source: "the test")
        }
    }
}
