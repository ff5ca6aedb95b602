/// An operation of a service with its input: it encodes its request and decodes its response.
public protocol AWSOperation: Sendable {
    /// The decoded response.
    associatedtype Output: Sendable

    /// The service.
    static var service: AWSService { get }
    /// The operation's name, such as `GetSecretValue`.
    static var name: String { get }

    /// Encodes the request, without the endpoint and the signature.
    /// - Throws: Anything; it becomes an ``AWSError`` of the kind ``AWSError/Kind/invalidRequest``.
    func request() throws -> WireRequest

    /// Decodes a successful response.
    /// - Throws: Anything; it becomes an ``AWSError`` of the kind ``AWSError/Kind/invalidResponse``.
    static func output(of response: WireResponse) throws -> Output
}
