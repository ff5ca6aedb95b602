import Hummingbird
import Models
import Synchronization

/// The route that serves the contract of all routes.
final class ContractRoute: Sendable {
    private let others: [Route]
    private let anonymous: AccessPolicy
    private let written = Mutex<[OpenAPIVersion: (bytes: [UInt8], tag: EntityTag)]>([:])

    /// Creates the route.
    ///
    /// - Parameters:
    ///   - others: The other routes of the contract.
    ///   - anonymous: The operations that anonymous clients may perform.
    init(others: [Route], anonymous: AccessPolicy) {
        self.others = others
        self.anonymous = anonymous
    }

    var routes: [Route] { [Route(.get, "/v1/openapi.json", .discover, .readContract, isTagged: true, read)] }

    /// The contract.
    func document(_ version: OpenAPIVersion) -> JSONValue {
        OpenAPIDocument(routes: others + routes, anonymous: anonymous).json(version)
    }

    @Sendable func read(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        let parameters = try QueryParameters(request.uri.query, known: Operation.readContract.parameters.names)
        let version = try parameters.choice("version", of: OpenAPIVersion.self) ?? .current
        let (bytes, tag) = text(version)
        guard try !request.isSatisfied(by: tag) else { return .notModified(tag) }
        return Response(
            status: .ok, headers: [.contentType: "application/json", .eTag: tag.text, .cacheControl: "no-cache"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Returns the document as text, which is written once.
    private func text(_ version: OpenAPIVersion) -> (bytes: [UInt8], tag: EntityTag) {
        if let known = written.withLock({ $0[version] }) { return known }
        var bytes: [UInt8] = []
        document(version).write(into: &bytes)
        bytes.append(0x0A)
        var digest = FieldDigest()
        digest.add(String(decoding: bytes, as: UTF8.self))
        let result = (bytes, EntityTag(isWeak: false, opaque: digest.text(bytes: 12)))
        written.withLock { $0[version] = result }
        return result
    }
}
