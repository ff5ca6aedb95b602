/// An operation with a paginated response.
public protocol PagedOperation: AWSOperation {
    /// The token of the page to request; nil for the first.
    var pageToken: String? { get set }
    /// The token of the next page; nil or empty on the last page.
    static func nextToken(in output: Output) -> String?
}

/// The pages of an operation, requested on demand.
public struct PagedCalls<Operation: PagedOperation>: AsyncSequence, Sendable {
    /// A page.
    public typealias Element = Operation.Output
    /// The error of a page.
    public typealias Failure = AWSError

    let client: ServiceClient
    let operation: Operation

    /// The iterator over pages.
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
            // A repeated token would make an endless loop.
            guard token != current.pageToken else {
                throw AWSError(
                    .invalidResponse, service: client.service.name, operation: Operation.name,
                    message: "the response repeats the page token of the request")
            }
            current.pageToken = token
            operation = current
            return output
        }
    }

    /// Creates an iterator that starts with the first page.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(client: client, operation: operation) }
}

extension ServiceClient {
    /// The pages of an operation, requested on demand.
    public func pages<Operation: PagedOperation>(of operation: Operation) -> PagedCalls<Operation> {
        PagedCalls(client: self, operation: operation)
    }
}
