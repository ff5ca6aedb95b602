import AWSSigV4
import Foundation
import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Testing

@testable import AWSClient

/// The published scenarios of the whole chain: variables, files and the sources' responses.
@Suite struct ChainVectorTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        let name: String

        var testDescription: String { name }
    }

    struct Case: Decodable {
        struct Credentials: Decodable {
            let accessKeyId: String
            let secretAccessKey: String
            let sessionToken: String?
            let accountId: String?
            let expiry: Int?
        }

        struct Outcome: Decodable {
            let ok: Credentials?
            let errorContains: String?
        }

        let result: Outcome
    }

    /// A recording: for each connection a request, and a response in pieces.
    struct Traffic: Decodable {
        struct Event: Decodable {
            struct Action: Decodable {
                struct RequestEvent: Decodable {
                    struct Request: Decodable {
                        let uri: String
                        let headers: [String: [String]]
                        let method: String
                    }

                    let request: Request
                }

                struct ResponseEvent: Decodable {
                    struct Outcome: Decodable {
                        struct Response: Decodable {
                            let status: Int
                        }

                        let ok: Response
                    }

                    let response: Outcome
                }

                struct DataEvent: Decodable {
                    struct Content: Decodable {
                        let utf8: String
                    }

                    let data: Content
                    let direction: String
                }

                let request: RequestEvent?
                let response: ResponseEvent?
                let data: DataEvent?
            }

            let connectionId: Int
            let action: Action
        }

        let events: [Event]
    }

    struct Exchange {
        var method = ""
        var url = ""
        var headers: [String: [String]] = [:]
        var requestBody = ""
        var status = 0
        var responseBody = ""
    }

    static let folders: [Scenario] = {
        let chain = TestVectors.folder.appendingPathComponent("chain")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: chain.path)) ?? []
        return names.filter { !$0.hasSuffix(".json") }.sorted().map(Scenario.init)
    }()

    /// The messages expected for the scenarios' errors, which quote another program.
    static let reasons = [
        "the credential provider was not enabled": "instance metadata: AWS_EC2_METADATA_DISABLED is true",
        // That program stops when the service refuses a token; this library then tries version 1 unless it is disabled
        // (`aws.md` in ../shared), and the recording ends there.
        "request forbidden: IMDS is disabled": "instance metadata: 169.254.169.254 did not respond",
        "`web_identity_token_file` was specified but `role_arn` was missing":
            "it has web_identity_token_file but no role_arn",
    ]

    static func exchanges(_ scenario: Scenario) throws -> [Exchange] {
        let path = "chain/\(scenario.name)/http-traffic.json"
        guard FileManager.default.fileExists(atPath: TestVectors.folder.appendingPathComponent(path).path) else {
            return []
        }
        var exchanges: [Int: Exchange] = [:]
        for event in try TestVectors.decode(Traffic.self, from: path).events {
            var exchange = exchanges[event.connectionId] ?? Exchange()
            if let request = event.action.request?.request {
                exchange.method = request.method
                exchange.url = request.uri
                exchange.headers = request.headers
            }
            if let response = event.action.response { exchange.status = response.response.ok.status }
            if let data = event.action.data {
                if data.direction == "Request" {
                    exchange.requestBody += data.data.utf8
                } else {
                    exchange.responseBody += data.data.utf8
                }
            }
            exchanges[event.connectionId] = exchange
        }
        return exchanges.sorted { $0.key < $1.key }.map(\.value)
    }

    static func transport(_ exchanges: [Exchange]) -> FakeTransport {
        FakeTransport(script: exchanges.map { .text(.init(code: $0.status), $0.responseBody) })
    }

    /// The scenario's files, at the root of an otherwise empty file system.
    static func files(_ scenario: Scenario) -> FileReader {
        let root = TestVectors.folder.appendingPathComponent("chain/\(scenario.name)/fs").path
        return FileReader { path throws(FileReadingError) in try FileReader.live(root + path) }
    }

    @Test(
        "The chain returns the published scenario's result and sends its recorded requests",
        .enabled(if: TestVectors.arePresent, TestVectors.comment), arguments: folders)
    func scenario(_ scenario: Scenario) async throws {
        let exchanges = try Self.exchanges(scenario)
        // The token service is the only remote service in the recordings.
        let isService = { (exchange: Exchange) in exchange.url.hasPrefix("https://sts.") }
        let (services, neighbours) = (exchanges.filter(isService), exchanges.filter { !isService($0) })
        let general = Self.transport(services)
        let metadata = Self.transport(neighbours)
        var context = CredentialsContext.testing(
            try TestVectors.decode([String: String].self, from: "chain/\(scenario.name)/env.json"),
            metadata: metadata, general: general)
        context.files = Self.files(scenario)
        let expected = try TestVectors.decode(Case.self, from: "chain/\(scenario.name)/test-case.json").result

        let outcome: Result<ResolvedCredentials, CredentialsError>
        do throws(CredentialsError) {
            outcome = .success(try await CredentialsChain.standard(context).credentials())
        } catch {
            outcome = .failure(error)
        }
        switch outcome {
        case .success(let resolved):
            let expected = try #require(expected.ok, "expected \(expected)")
            #expect(resolved.credentials.accessKeyID == expected.accessKeyId)
            #expect(resolved.credentials.secretAccessKey == expected.secretAccessKey)
            #expect(resolved.credentials.sessionToken == expected.sessionToken)
            #expect(resolved.accountID == expected.accountId)
            #expect(resolved.expiration == expected.expiry.map { Date(timeIntervalSince1970: Double($0)) })
            try Self.compare(metadata.requests, neighbours)
            try Self.compare(general.requests, services)
        case .failure(let error):
            let words = try #require(expected.errorContains, "\(error)")
            let reason = try #require(Self.reasons[words])
            #expect("\(error)".contains(reason), "\(error)")
        }
    }

    /// Compares requests without the recording program's name and without signatures and names derived from its clock.
    static func compare(_ sent: [FakeTransport.Recorded], _ recorded: [Exchange]) throws {
        #expect(sent.map(\.url) == recorded.map(\.url))
        #expect(sent.map(\.head.method.rawValue) == recorded.map(\.method))
        let names = ["accept", "x-aws-ec2-metadata-token", "x-aws-ec2-metadata-token-ttl-seconds"]
        for (sent, recorded) in zip(sent, recorded) {
            if recorded.url.hasPrefix("http:") {
                for name in names { #expect(sent.field(name) == recorded.headers[name]?.first, "\(name)") }
            } else {
                let fields = recorded.requestBody.split(separator: "&")
                let action = try #require(fields.first { $0.hasPrefix("Action=") })
                let body = String(decoding: sent.body, as: UTF8.self).split(separator: "&")
                #expect(body.contains(action))
                let isSigned = recorded.headers["authorization"] != nil
                #expect((sent.field("authorization") != nil) == isSigned)
                #expect((sent.field("x-amz-security-token") != nil) == isSigned)
            }
        }
    }

    @Test(
        "The error says that the service refuses a token if version 1 is disabled",
        .enabled(if: TestVectors.arePresent, TestVectors.comment))
    func tokenRefused() async throws {
        let scenario = Scenario(name: "imds_token_fail")
        var context = CredentialsContext.testing(
            ["HOME": "/home", "AWS_EC2_METADATA_V1_DISABLED": "true"],
            metadata: Self.transport(try Self.exchanges(scenario)))
        context.files = Self.files(scenario)
        let error = try #require(await failure(of: CredentialsChain.standard(context)))
        #expect(error.reason.contains("the service refuses a token (403)"))
    }

    @Test(
        "The number of published scenarios is as expected",
        .enabled(if: TestVectors.arePresent, TestVectors.comment))
    func count() {
        #expect(Self.folders.count == 14)
    }
}
