import AWSSigV4
import Foundation
import HTTPTypes
import Testing

/// A case of AWS's signing test suite: a folder of text files.
struct SuiteCase: Sendable, CustomTestStringConvertible {
    let folder: URL
    let context: Context
    let request: HTTPRequest
    /// The request's head as in the file, because a parsed request loses some of its form.
    let head: String
    let body: String

    var testDescription: String { folder.lastPathComponent }

    struct Context: Decodable, Sendable {
        let credentials: Credentials
        let region: String
        let service: String
        let timestamp: String
        let normalize: Bool
        let signBody: Bool
        let omitSessionToken: Bool?
        let expirationInSeconds: Int

        struct Credentials: Decodable, Sendable {
            let accessKeyId: String
            let secretAccessKey: String
            let token: String?
        }
    }

    init(folder: URL) throws {
        self.folder = folder
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        context = try decoder.decode(
            Context.self, from: Data(contentsOf: folder.appendingPathComponent("context.json")))
        let text = try String(contentsOf: folder.appendingPathComponent("request.txt"), encoding: .utf8)
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        head = parts[0].hasSuffix("\n") ? String(parts[0]) : parts[0] + "\n"
        body = parts.count > 1 ? String(parts[1]) : ""
        request = try Self.parse(head: head)
    }

    struct MalformedError: Error {
        let line: String
    }

    private static func parse(head: String) throws -> HTTPRequest {
        let lines = head.split(separator: "\n")
        guard let first = lines.first, let space = first.firstIndex(of: " "), first.hasSuffix(" HTTP/1.1"),
            let method = HTTPRequest.Method(String(first[..<space]))
        else { throw MalformedError(line: head) }
        let target = first[first.index(after: space)...].dropLast(" HTTP/1.1".count)
        var request = HTTPRequest(method: method, scheme: nil, authority: nil, path: String(target))
        var fields: [(name: String, value: String)] = []
        for line in lines.dropFirst() {
            if line.hasPrefix(" ") {
                fields[fields.count - 1].value += "\n" + line
            } else if let colon = line.firstIndex(of: ":") {
                fields.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
            }
        }
        for (name, value) in fields {
            if name == "Host" {
                request.authority = value
            } else if let name = HTTPField.Name(name) {
                request.headerFields.append(HTTPField(name: name, value: value))
            }
        }
        return request
    }

    var credentials: AWSCredentials {
        AWSCredentials(
            accessKeyID: context.credentials.accessKeyId, secretAccessKey: context.credentials.secretAccessKey,
            sessionToken: context.credentials.token)
    }

    var rules: SigningRules {
        SigningRules(
            normalizesPath: context.normalize, sendsPayloadHash: context.signBody,
            signsSessionToken: context.omitSessionToken != true)
    }

    var payload: PayloadHash { context.signBody ? .sha256(of: body.utf8) : .empty }

    /// The time of the context, which has punctuation that signatures do not have.
    var time: SigningTime? {
        SigningTime(context.timestamp.filter { $0 != "-" && $0 != ":" })
    }

    func expected(_ file: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    }

    /// Returns the signed request in the suite's form: the original head with the signer's fields.
    func rendered(_ signed: HTTPRequest) -> String {
        var lines = head.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[0] = "\(signed.method) \(signed.path ?? "") HTTP/1.1"
        var text = lines.joined(separator: "\n")
        for field in signed.headerFields.dropFirst(request.headerFields.count) {
            text += "\(field.name.rawName):\(field.value)\n"
        }
        return text + "\n" + body
    }
}
