/// An operation that answers a page at a time.
public protocol PagedOperation: AWSOperation {
    /// What asks for the next page; nil asks for the first.
    var pageToken: String? { get set }
    /// What the answer says to ask with next; nil or empty on the last page.
    static func nextToken(in output: Output) -> String?
}

/// The pages of an operation, each asked for when it is wanted.
public struct PagedCalls<Operation: PagedOperation>: AsyncSequence, Sendable {
    /// A page.
    public typealias Element = Operation.Output
    /// What a page can fail with.
    public typealias Failure = AWSError

    let client: ServiceClient
    let operation: Operation

    /// Asks for page after page.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let client: ServiceClient
        var operation: Operation?

        /// The next page, or nil after the last.
        public mutating func next() async throws(AWSError) -> Operation.Output? {
            try await next(isolation: nil)
        }

        /// The next page, or nil after the last.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(AWSError) -> Operation.Output? {
            guard var current = operation else { return nil }
            operation = nil
            let output = try await client.call(current)
            guard let token = Operation.nextToken(in: output), !token.isEmpty else { return output }
            // A service that repeats its token would be asked for ever.
            guard token != current.pageToken else {
                throw AWSError(
                    .invalidResponse, service: client.service.name, operation: Operation.name,
                    message: "the answer asks to go on with the token it was asked with")
            }
            current.pageToken = token
            operation = current
            return output
        }
    }

    /// Begins with the first page.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(client: client, operation: operation) }
}

extension ServiceClient {
    /// The pages of an operation, each asked for when it is wanted.
    public func pages<Operation: PagedOperation>(of operation: Operation) -> PagedCalls<Operation> {
        PagedCalls(client: self, operation: operation)
    }
}
