public import AWSClient
public import AWSSigV4
internal import Foundation
internal import HTTPCore
internal import HTTPTypes
internal import Processes
internal import TestSupport
public import Testing

/// Moto, a third-party emulator of AWS, over HTTP on loopback, with signature checks and permissions enabled.
///
/// One server serves all tests of a process and ends with it, so tests use unique names. It differs from AWS in two ways:
/// it does not check the time of signatures, and it sends errors of JSON services in XML.
public final class MotoServer: Sendable {
    /// The address, such as `http://127.0.0.1:5000`.
    public let url: String
    /// An administrator's key.
    public let credentials: AWSCredentials
    /// The account of all resources.
    public static let account = "123456789012"
    /// The region for tests.
    public static let region = "eu-west-1"

    /// The server's process. It exits at the end of its input, and so even if this process is killed.
    private let process: ChildProcess

    /// The server of this process, started on first use; nil if it could not be started.
    public static var shared: MotoServer? { get async { await starting.value } }

    private static let starting = Task<MotoServer?, Never> { try? await MotoServer() }

    /// `true` to run the tests that need the server. Missing tools are a failure in the project's own pipeline, and skip
    /// the tests elsewhere.
    public static var isExpected: Bool { PythonTool.moto.isExpected }

    /// The reason for skipping tests.
    public static var absence: Comment { PythonTool.moto.absence }

    private struct NotStartedError: Error {}

    private struct Greeting: Decodable {
        let url: String
        let id: String
        let secret: String
    }

    private init() async throws {
        guard let python = PythonTool.moto.interpreter else { throw NotStartedError() }
        process = try ChildProcess(
            [python.path, "-c", Self.script], input: .lines, output: .lines, errors: .discarded)
        guard let line = await process.line(within: .seconds(60)) else { throw NotStartedError() }
        let greeting = try JSONDecoder().decode(Greeting.self, from: Data(line.utf8))
        url = greeting.url
        credentials = AWSCredentials(accessKeyID: greeting.id, secretAccessKey: greeting.secret)
    }

    /// A script that starts the server, creates an administrator and a role for all, and enables authentication.
    private static let script = #"""
        import json, os, sys, urllib.request
        os.environ.update(AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY="none",
                          AWS_DEFAULT_REGION="eu-west-1", AWS_CONFIG_FILE="/dev/null",
                          AWS_SHARED_CREDENTIALS_FILE="/dev/null", AWS_EC2_METADATA_DISABLED="true")
        import boto3
        from moto.server import ThreadedMotoServer
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        url = "http://%s:%d" % server.get_host_and_port()
        everything = json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"}]})
        iam = boto3.client("iam", endpoint_url=url)
        iam.create_user(UserName="tests")
        iam.put_user_policy(UserName="tests", PolicyName="everything", PolicyDocument=everything)
        key = iam.create_access_key(UserName="tests")["AccessKey"]
        trust = json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]})
        iam.create_role(RoleName="tests", AssumeRolePolicyDocument=trust)
        iam.put_role_policy(RoleName="tests", PolicyName="everything", PolicyDocument=everything)
        urllib.request.urlopen(urllib.request.Request(
            url + "/moto-api/reset-auth", b"0", {"Content-Type": "text/plain"}, method="POST")).read()
        print(json.dumps({"url": url, "id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}), flush=True)
        sys.stdin.read()
        os._exit(0)
        """#

    /// The ARN of a role with all permissions that any principal can assume.
    public var roleARN: String { "arn:aws:iam::\(Self.account):role/tests" }

    /// Creates a configuration of calls to this server.
    /// - Parameter credentials: The credentials, or nil for the administrator's.
    public func configuration(_ credentials: AWSCredentials? = nil) throws -> ClientConfiguration {
        ClientConfiguration(
            credentials: FixedCredentials(credentials ?? self.credentials),
            transport: try CurlTransport(configuration: .init(proxy: .none)),
            endpoints: EndpointSettings(explicitURL: url, environment: ["AWS_REGION": Self.region]))
    }
}
