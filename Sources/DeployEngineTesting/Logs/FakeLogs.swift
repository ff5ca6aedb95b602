#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The model of CloudWatch Logs: groups, streams and events.
package struct FakeLogs: Sendable {
    /// An event of a stream.
    package struct Event: Sendable, Hashable {
        /// The time of the event.
        package var time: Date
        /// The time from which reads return the event.
        package var ingestedAt: Date
        /// The text.
        package var message: String
        /// The position among all events of the account.
        package var number: Int
    }

    /// A stream.
    package struct Stream: Sendable, Hashable {
        /// The time of creation.
        package var createdAt: Date
        /// The events in the order of their times.
        package var events: [Event] = []
    }

    /// A group.
    package struct Group: Sendable, Hashable {
        /// The name.
        package var name: String
        /// The time of creation.
        package var createdAt: Date
        /// The days after which events expire; nil for never.
        package var retentionInDays: Int?
        /// The key of the encryption.
        package var key: String?
        /// The streams by name.
        package var streams: [String: Stream] = [:]
    }

    /// The groups by name.
    package var groups: [String: Group] = [:]
    /// The seconds from a write until reads return the event.
    package var ingestionDelay: TimeInterval = 0
    private(set) var count = 0
    let account: FakeAccountNames

    init(account: FakeAccountNames) { self.account = account }

    /// Creates a group.
    package mutating func addGroup(_ name: String, retentionInDays: Int? = nil, at now: Date) {
        guard groups[name] == nil else { return }
        groups[name] = Group(name: name, createdAt: now, retentionInDays: retentionInDays)
    }

    /// Creates a stream in a group.
    /// - Returns: `false` if the group does not exist.
    @discardableResult
    package mutating func addStream(_ name: String, to group: String, at now: Date) -> Bool {
        guard groups[group] != nil else { return false }
        if groups[group]?.streams[name] == nil { groups[group]?.streams[name] = Stream(createdAt: now) }
        return true
    }

    /// Writes a line.
    /// - Returns: `false` if the group does not exist.
    @discardableResult
    package mutating func write(_ message: String, to stream: String, of group: String, at now: Date) -> Bool {
        guard addStream(stream, to: group, at: now) else { return false }
        count += 1
        let event = Event(
            time: now, ingestedAt: now.addingTimeInterval(ingestionDelay), message: message, number: count)
        let events = groups[group]?.streams[stream]?.events ?? []
        let index = events.lastIndex { $0.time <= now }.map { $0 + 1 } ?? 0
        groups[group]?.streams[stream]?.events.insert(event, at: index)
        return true
    }

    /// The lines of a stream.
    package func lines(of stream: String, in group: String) -> [String] {
        (groups[group]?.streams[stream]?.events ?? []).map(\.message)
    }

    /// The events of a group that reads return at a time, with their streams, in the order of their times.
    func visible(in group: Group, at now: Date, where include: (String) -> Bool = { _ in true }) -> [(
        stream: String, event: Event
    )] {
        group.streams.filter { include($0.key) }
            .flatMap { name, stream in stream.events.filter { $0.ingestedAt <= now }.map { (stream: name, event: $0) } }
            .sorted { ($0.event.time, $0.event.number) < ($1.event.time, $1.event.number) }
    }
}
