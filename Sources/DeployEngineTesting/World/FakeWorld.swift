#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The state of a fake account: its services, its time and what is due.
///
/// It belongs to one ``FakeAWS``, whose lock guards it.
package final class FakeWorld {
    /// The account's number.
    package let account: String
    /// The account's region.
    package let region: String
    /// The date of time zero.
    package let start: Date
    /// The time since the start. While an action of the agenda runs, it is the time for which the action was scheduled.
    package private(set) var now: Duration = .zero
    /// The calls so far.
    package var calls: [FakeCall] = []
    /// The management events of CloudTrail, oldest first.
    package var trail: [FakeTrailEvent] = []

    private var services: [String: any FakeService] = [:]
    private var agenda = Agenda()
    private var identifiers = SplitMix(state: 0x57_65_69_72)

    /// Creates an account without services.
    package init(account: String, region: String, start: Date) {
        self.account = account
        self.region = region
        self.start = start
    }

    /// The current date.
    package var date: Date { start.addingTimeInterval(now.inSeconds) }

    /// Adds a service, or replaces the one of the same signing name.
    package func install(_ service: some FakeService) { services[type(of: service).signingName] = service }

    /// The service of a type, such as `world.service(FakeCloudFormation.self)`; nil if it was not installed.
    package func service<Service: FakeService>(_ type: Service.Type) -> Service? {
        services[Service.signingName] as? Service
    }

    /// The service of a signing name.
    func service(named name: String) -> (any FakeService)? { services[name] }

    /// Schedules an action.
    /// - Returns: A ticket for ``cancel(_:)``.
    @discardableResult
    package func schedule(after delay: Duration, _ action: @escaping (FakeWorld) -> Void) -> Int {
        agenda.add(at: now + max(.zero, delay), action)
    }

    /// Removes a scheduled action.
    package func cancel(_ ticket: Int) { agenda.remove(ticket) }

    /// Moves time forward and runs what becomes due, in the order of time.
    package func advance(to time: Duration) {
        while let due = agenda.next(until: time) {
            now = max(now, due.time)
            due.action(self)
        }
        now = max(now, time)
    }

    /// The time of the next scheduled action; nil without one.
    package var nextTime: Duration? { agenda.firstTime }

    /// Returns a new random number; the same sequence in each account.
    package func random() -> UInt64 { identifiers.next() }

    /// Returns a new identifier of hexadecimal digits.
    package func hexadecimal(_ length: Int) -> String {
        var text = ""
        while text.utf8.count < length {
            let digits = String(random(), radix: 16)
            text += String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
        return String(text.prefix(length))
    }

    /// Returns a new UUID.
    package func uuid() -> String {
        [8, 4, 4, 4, 12].map { hexadecimal($0) }.joined(separator: "-")
    }

    /// Returns an ARN in the account's region.
    package func arn(_ service: String, _ resource: String) -> String {
        "arn:aws:\(service):\(region):\(account):\(resource)"
    }
}

/// A generator of random numbers. Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators".
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
