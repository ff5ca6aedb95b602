import AWSSigV4
import Foundation
import HTTPTypes
import TestSupport
import Testing

@Suite("Compared with botocore")
struct BotocoreDifferentialTests {
    /// A request for botocore, in decoded parts, so that botocore applies its own encoding.
    struct Question: Encodable {
        var form: String
        var method: String
        var url: String
        var query: [[String]]
        var headers: [[String]]
        var body: String
        var service: String
        var region: String
        var accessKey: String
        var secretKey: String
        var token: String?
        var timestamp: String
        var expires: Int
        var unsigned: Bool
    }

    struct Answer: Decodable {
        var signature: String
        var canonicalRequest: String
    }

    @Test(
        "1,000 random requests have the same signature as with botocore",
        .enabled(if: PythonTool.botocore.isExpected, PythonTool.botocore.absence),
        arguments: [UInt64.random(in: .min ... .max)])
    func thousandRequests(_ seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        var questions: [Question] = []
        var ours: [SignedRequest] = []
        for _ in 0..<1000 {
            let (question, signed) = try pair(using: &generator)
            questions.append(question)
            ours.append(signed)
        }
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let input = try questions.map { try encoder.encode($0) }.reduce(into: Data()) { $0 += $1 + Data("\n".utf8) }
        let output = try await PythonTool.botocore.run(Self.script, input: input)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let theirs = try output.split(separator: UInt8(ascii: "\n"))
            .map { try decoder.decode(Answer.self, from: Data($0)) }
        try #require(theirs.count == 1000)
        for (index, (our, their)) in zip(ours, theirs).enumerated() {
            #expect(
                our.signature == their.signature,
                """
                seed \(seed), request \(index), \(questions[index].form) \(questions[index].service)
                \(questions[index].url)
                ours:
                \(our.canonicalRequest)
                theirs:
                \(their.canonicalRequest)
                """)
        }
    }

    private func pair(using generator: inout SeededGenerator) throws -> (Question, SignedRequest) {
        let isPresigned = generator.chance(40)
        let service = ["service", "secretsmanager", "s3"].randomElement(using: &generator) ?? "service"
        var random = RandomRequest(using: &generator, uniqueQueryNames: isPresigned)
        let host =
            ["example.amazonaws.com", "localhost:8080", "example.com:443"].randomElement(using: &generator) ?? ""
        let region = ["us-east-1", "eu-central-1"].randomElement(using: &generator) ?? ""
        let time = SigningTime(secondsSinceEpoch: Int.random(in: 946_684_800..<4_102_444_800, using: &generator))
        let credentials = AWSCredentials(
            accessKeyID: generator.text(["A", "K", "7"], count: 1...20),
            secretAccessKey: generator.text(["w", "/", "+", "J", "3"], count: 1...40),
            sessionToken: generator.chance(40) ? generator.text(["t", "/", "+", "="], count: 1...60) : nil)
        let isUnsigned = !isPresigned && generator.chance(20)
        let expires = Int.random(in: 1...604_800, using: &generator)
        if isPresigned { random.body = [] }

        let question = Question(
            form: isPresigned ? "query" : "header", method: random.method,
            // S3 expects an encoded key; botocore leaves its path unchanged.
            url: "https://" + host + (service == "s3" ? Self.encodedOnce(random.path) : random.path),
            query: random.query.map { [$0.name, $0.value] }, headers: random.headers.map { [$0.name, $0.value] },
            body: Data(random.body).base64EncodedString(), service: service, region: region,
            accessKey: credentials.accessKeyID, secretKey: credentials.secretAccessKey,
            token: credentials.sessionToken, timestamp: time.timestamp, expires: expires, unsigned: isUnsigned)

        let signer = SigV4Signer(service: service, region: region)
        let request = try random.request(query: random.wireQuery(using: &generator), host: host)
        let signed =
            try isPresigned
            ? signer.presign(request, expiresIn: expires, with: credentials, at: time)
            : signer.sign(
                request, payload: isUnsigned ? .unsigned : .sha256(of: random.body), with: credentials, at: time)
        return (question, signed)
    }

    private static func encodedOnce(_ path: String) -> String {
        let allowed = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        // A slash in a decoded segment is part of a name and stays encoded.
        return path.split(separator: "/", omittingEmptySubsequences: false)
            .map { segment in
                let decoded = segment.removingPercentEncoding ?? String(segment)
                return decoded.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
            }
            .joined(separator: "/")
    }

    private static let script = """
        import base64, datetime, json, sys
        from botocore import auth
        from botocore.awsrequest import AWSRequest
        from botocore.config import Config
        from botocore.credentials import Credentials

        now = None
        if hasattr(auth, "get_current_datetime"):
            auth.get_current_datetime = lambda *a, **k: now
        else:
            class Clock(datetime.datetime):
                @classmethod
                def utcnow(cls): return now
            auth.datetime.datetime = Clock

        for line in sys.stdin:
            q = json.loads(line)
            now = datetime.datetime.strptime(q["timestamp"], "%Y%m%dT%H%M%SZ")
            presigned, s3 = q["form"] == "query", q["service"] == "s3"
            query = [tuple(p) for p in q["query"]]
            request = AWSRequest(
                method=q["method"], url=q["url"], data=base64.b64decode(q["body"]),
                params=dict(query) if presigned else query)
            for name, value in q["headers"]:
                request.headers[name] = value
            if q["unsigned"]:
                request.context["payload_signing_enabled"] = False
                request.context["client_config"] = Config(s3={"payload_signing_enabled": False})
            credentials = Credentials(q["access_key"], q["secret_key"], q.get("token"))
            arguments = [credentials, q["service"], q["region"]]
            if presigned:
                kind = auth.S3SigV4QueryAuth if s3 else auth.SigV4QueryAuth
                signer = kind(*arguments, expires=q["expires"])
            else:
                signer = (auth.S3SigV4Auth if s3 else auth.SigV4Auth)(*arguments)
            texts = []
            original = signer.string_to_sign
            def record(request, canonical_request):
                texts.append(canonical_request)
                return original(request, canonical_request)
            signer.string_to_sign = record
            signer.add_auth(request)
            signed = request.url if presigned else request.headers["Authorization"]
            signature = signed.rsplit("Signature=", 1)[1]
            print(json.dumps({"signature": signature, "canonical_request": texts[0]}))
        """
}
