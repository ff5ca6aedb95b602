package import AWSClient

/// Calls that repeat a read whose response cannot be decoded, such as a truncated one. A write is never repeated for that: it may have
/// happened.
package struct RepeatedReads: AWSCalls {
    private let base: any AWSCalls
    private let attempts: Int

    /// Creates the calls.
    /// - Parameters:
    ///   - base: The calls.
    ///   - attempts: The number of attempts of a read.
    package init(_ base: any AWSCalls, attempts: Int = 3) {
        self.base = base
        self.attempts = attempts
    }

    /// Calls an operation, a read more than once if need be.
    package func call<Operation: AWSOperation>(_ operation: Operation) async throws(AWSError) -> Operation.Output {
        var rest = Self.isRead(Operation.name) ? attempts : 1
        while true {
            do throws(AWSError) {
                return try await base.call(operation)
            } catch {
                rest -= 1
                guard rest > 0, case .invalidResponse = error.kind else { throw error }
            }
        }
    }

    /// `true` for the names of operations that only read.
    static func isRead(_ name: String) -> Bool {
        ["Describe", "List", "Get", "Head", "BatchGet", "Lookup", "Filter", "Simulate"].contains { name.hasPrefix($0) }
    }
}
