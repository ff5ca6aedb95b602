package import AWSClient
package import AWSOperations

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The events of a stack since the last read, with one call while they fit into a page.
package struct StackEventFeed: Sendable, Hashable {
    /// The stack's id.
    package let stack: String
    private var seen: Set<String> = []
    private var latest: String?
    private let since: Date?

    /// Creates a feed.
    /// - Parameters:
    ///   - stack: The stack's id.
    ///   - latest: The latest event that is known already.
    ///   - since: The time before which events are of no interest.
    package init(stack: String, after latest: String? = nil, since: Date? = nil) {
        self.stack = stack
        self.latest = latest
        self.since = since
    }

    /// Reads pages, newest first, up to a known event.
    /// - Returns: The new events, oldest first.
    package mutating func read(_ calls: any AWSCalls) async throws(AWSError) -> [StackEvent] {
        var found: [StackEvent] = []
        var operation = StackOperations.DescribeStackEvents(stack: stack)
        pages: for _ in 0..<200 {
            let page = try await calls.call(operation)
            for event in page.events {
                if event.id == latest || seen.contains(event.id) { break pages }
                if let since, event.time < since { break pages }
                found.append(event)
            }
            guard let token = page.nextToken, !token.isEmpty, token != operation.pageToken else { break }
            operation.pageToken = token
        }
        // Only after the last page: a read that fails on the way is repeated as a whole.
        seen.formUnion(found.map(\.id))
        return found.reversed()
    }
}
