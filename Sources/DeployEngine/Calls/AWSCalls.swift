package import AWSClient

/// The calls of AWS operations in one account and region.
///
/// Everything that the engine does to AWS passes through this one method, so that a decorator can pace calls, renew credentials or
/// record what was asked, and a test can answer from a twin.
package protocol AWSCalls: Sendable {
    /// Calls an operation and returns its decoded output.
    /// - Throws: ``AWSError``, after the last attempt.
    func call<Operation: AWSOperation>(_ operation: Operation) async throws(AWSError) -> Operation.Output
}

extension AWSCalls {
    /// Calls an operation for each of its pages and returns the outputs in order.
    /// - Parameter limit: The maximum number of pages.
    package func allPages<Operation: PagedOperation>(
        of operation: Operation, limit: Int = 1000
    ) async throws(AWSError) -> [Operation.Output] {
        var operation = operation
        var outputs: [Operation.Output] = []
        while outputs.count < limit {
            let output = try await call(operation)
            outputs.append(output)
            guard let token = Operation.nextToken(in: output), !token.isEmpty, token != operation.pageToken else {
                break
            }
            operation.pageToken = token
        }
        return outputs
    }
}
