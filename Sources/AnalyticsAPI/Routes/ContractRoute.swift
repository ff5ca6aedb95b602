import Hummingbird
import Models
import Storage
import Synchronization

/// The routes that serve the contract of all routes, and that of one dataset.
final class ContractRoute: Sendable {
    private let others: [Route]
    private let anonymous: AccessPolicy
    private let written = Mutex<[OpenAPIVersion: (bytes: [UInt8], tag: EntityTag)]>([:])

    /// Creates the routes.
    ///
    /// - Parameters:
    ///   - others: The other routes of the contract.
    ///   - anonymous: The operations that anonymous clients may perform.
    init(others: [Route], anonymous: AccessPolicy) {
        self.others = others
        self.anonymous = anonymous
    }

    var routes: [Route] {
        [
            Route(.get, "/v1/openapi.json", .discover, .readContract, isTagged: true, read),
            Route(.get, "/v1/datasets/{dataset}/openapi.json", .read, .readDatasetContract, isTagged: true, readOne),
        ]
    }

    /// The contract.
    func document(_ version: OpenAPIVersion) -> JSONValue {
        OpenAPIDocument(routes: others + routes, anonymous: anonymous).json(version)
    }

    @Sendable func read(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        let (bytes, tag) = text(try Self.version(request))
        return try Self.response(bytes, tag, request)
    }

    @Sendable func readOne(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        let version = try Self.version(request)
        let view = try await store.dataset(reading: ReadConsistency(request.headers))
        let dataset = DatasetContract(view: view, scopes: store.grant.identity.scopes)
        let document = OpenAPIDocument(routes: others + routes, anonymous: anonymous, dataset: dataset)
        let (bytes, tag) = Self.text(of: document.json(version))
        return try Self.response(bytes, tag, request)
    }

    private static func version(_ request: Request) throws -> OpenAPIVersion {
        let parameters = try QueryParameters(request.uri.query, known: Operation.readContract.parameters.names)
        return try parameters.choice("version", of: OpenAPIVersion.self) ?? .current
    }

    private static func response(_ bytes: [UInt8], _ tag: EntityTag, _ request: Request) throws -> Response {
        guard try !request.isSatisfied(by: tag) else { return .notModified(tag) }
        return Response(
            status: .ok, headers: [.contentType: "application/json", .eTag: tag.text, .cacheControl: "no-cache"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Returns the document of all routes as text, which is written once.
    private func text(_ version: OpenAPIVersion) -> (bytes: [UInt8], tag: EntityTag) {
        if let known = written.withLock({ $0[version] }) { return known }
        let result = Self.text(of: document(version))
        written.withLock { $0[version] = result }
        return result
    }

    private static func text(of document: JSONValue) -> (bytes: [UInt8], tag: EntityTag) {
        var bytes: [UInt8] = []
        document.write(into: &bytes)
        bytes.append(0x0A)
        var digest = FieldDigest()
        digest.add(String(decoding: bytes, as: UTF8.self))
        return (bytes, EntityTag(isWeak: false, opaque: digest.text(bytes: 12)))
    }
}
