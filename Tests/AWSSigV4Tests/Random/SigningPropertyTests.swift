import AWSSigV4
import HTTPTypes
import TestSupport
import Testing

@Suite("Signing, for any request")
struct SigningPropertyTests {
    static let seeds: [UInt64] = [1, 20_150_830, UInt64.random(in: .min ... .max)]

    let credentials = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: "token")
    let time = SigningTime(secondsSinceEpoch: 1_440_938_160)
    let signers = [
        SigV4Signer(service: "service", region: "us-east-1"), SigV4Signer(service: "s3", region: "us-east-1"),
        SigV4Signer(
            service: "odd", region: "us-east-1", rules: SigningRules(pathEncoding: .once, signsSessionToken: false)),
    ]

    @Test("Any request gets a signature or a SigningError, never a trap", arguments: seeds)
    func total(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "", "/", "?", "&", "=", "%", "%2", "%G0", "%00", "..", ".", "+", "@", "*", ",", "#", "a", "X-Amz-", "x",
            "\u{0}", "\r\n", "\u{7F}", "é", "e\u{301}", "🙂", "\u{FFFD}", ":", "[", "host:443", ";", "\\", "\t",
        ]
        for round in 0..<3000 {
            let method = HTTPRequest.Method(generator.text(pieces + ["GET"], count: 0...2)) ?? .get
            var request = HTTPRequest(
                method: method,
                scheme: generator.chance(20) ? nil : generator.text(["http", "https", "s"], count: 1...1),
                authority: generator.chance(10) ? nil : generator.text(pieces, count: 0...3),
                path: generator.chance(10) ? nil : generator.text(pieces, count: 0...12))
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                guard
                    let name = HTTPField.Name(
                        generator.text(["a", "X-", "host", "-", "~", "B", "x-amz-date"], count: 1...2))
                else { continue }
                request.headerFields.append(HTTPField(name: name, value: generator.text(pieces, count: 0...6)))
            }
            let signer = signers[round % signers.count]
            let isPresigned = generator.chance(50)
            do {
                let signed =
                    try isPresigned
                    ? signer.presign(request, expiresIn: 60, with: credentials, at: time)
                    : signer.sign(request, with: credentials, at: time)
                let digits = signed.signature.utf8
                #expect(digits.count == 64 && digits.allSatisfy { "0123456789abcdef".utf8.contains($0) })
                let lines = signed.canonicalRequest.split(separator: "\n", omittingEmptySubsequences: false)
                #expect(lines[1].utf8.first == UInt8(ascii: "/"), "seed \(seed), round \(round)")
                #expect(lines[1...2].allSatisfy { $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } })
                #expect(lines[lines.count - 2] == signed.signedHeaders)
                #expect(signed.signedHeaders.split(separator: ";").contains("host"))
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }

    @Test("The signature depends neither on a query's notation nor on the order of headers", arguments: seeds)
    func spelling(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<500 {
            let random = RandomRequest(using: &generator, uniqueQueryNames: true)
            let signer = signers[round % signers.count]
            var signatures: Set<String> = []
            for _ in 0..<3 {
                var variant = random
                // Only fields with different names may change their order.
                let names = Set(random.headers.map { $0.name.lowercased() }).shuffled(using: &generator)
                variant.headers = names.flatMap { name in random.headers.filter { $0.name.lowercased() == name } }
                let request = try variant.request(query: variant.wireQuery(using: &generator), host: "example.com")
                signatures.insert(try signer.sign(request, with: credentials, at: time).signature)
            }
            #expect(signatures.count == 1, "seed \(seed), round \(round): \(random)")
        }
    }

    @Test("Every change of a signed part changes the signature", arguments: seeds)
    func sensitivity(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let signer = signers[1]
        for round in 0..<200 {
            let random = RandomRequest(using: &generator, uniqueQueryNames: true)
            let query = random.wireQuery(using: &generator)
            let request = try random.request(query: query, host: "example.com")
            let payload = PayloadHash.sha256(of: random.body)
            var changed = [request, request, request, request, request]
            changed[0].method = request.method == .get ? .put : .get
            changed[1].authority = "example.org"
            changed[2].path = (request.path ?? "") + (query.isEmpty ? "?zz=1" : "&zz=1")
            changed[3].headerFields.append(HTTPField(name: .acceptLanguage, value: "x"))
            changed[4].path = "/zz" + (request.path ?? "")
            var signatures = Set(
                try changed.map { try signer.sign($0, payload: payload, with: credentials, at: time).signature })
            signatures.insert(try signer.sign(request, payload: payload, with: credentials, at: time).signature)
            let otherPayload = PayloadHash.sha256(of: random.body + [0])
            signatures.insert(try signer.sign(request, payload: otherPayload, with: credentials, at: time).signature)
            let later = SigningTime(secondsSinceEpoch: time.secondsSinceEpoch + 1)
            signatures.insert(try signer.sign(request, payload: payload, with: credentials, at: later).signature)
            #expect(signatures.count == 8, "seed \(seed), round \(round)")
        }
    }
}
