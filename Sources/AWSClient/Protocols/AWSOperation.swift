/// One operation of a service with its input: a value that knows how it is written and how its answer is read.
public protocol AWSOperation: Sendable {
    /// What the service answers.
    associatedtype Output: Sendable

    /// The service.
    static var service: AWSService { get }
    /// The operation's name, such as `GetSecretValue`.
    static var name: String { get }

    /// Writes the request, apart from the endpoint and the signature.
    /// - Throws: Anything; it becomes an ``AWSError`` of the kind ``AWSError/Kind/invalidRequest``.
    func request() throws -> WireRequest

    /// Reads a successful answer.
    /// - Throws: Anything; it becomes an ``AWSError`` of the kind ``AWSError/Kind/invalidResponse``.
    static func output(of response: WireResponse) throws -> Output
}
