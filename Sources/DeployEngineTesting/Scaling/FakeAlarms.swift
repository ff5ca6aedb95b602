#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The model of CloudWatch's alarms, whose states follow a script.
package struct FakeAlarms: Sendable {
    /// A change of an alarm's state.
    package struct Change: Sendable, Hashable {
        /// The time.
        package var time: Date
        /// The alarm's name.
        package var name: String
        /// The state: `OK`, `ALARM` or `INSUFFICIENT_DATA`.
        package var state: String
    }

    /// An alarm.
    package struct Alarm: Sendable, Hashable {
        /// The state.
        package var state: String
        /// The time of the last change.
        package var changedAt: Date
        /// The reason of the state.
        package var reason: String
    }

    /// The alarms by name.
    package var alarms: [String: Alarm] = [:]
    /// The changes to come.
    package var script: [Change] = []
    let account: FakeAccountNames

    init(account: FakeAccountNames) { self.account = account }

    /// Adds an alarm.
    package mutating func add(_ name: String, state: String = "OK", at now: Date) {
        alarms[name] = Alarm(state: state, changedAt: now, reason: "Threshold Crossed: no datapoints were received")
    }

    /// Scripts a change of state.
    package mutating func schedule(_ name: String, _ state: String, at time: Date) {
        script.append(Change(time: time, name: name, state: state))
    }

    mutating func settle(at now: Date) {
        for change in script.sorted(by: { $0.time < $1.time }) where change.time <= now {
            alarms[change.name] = Alarm(
                state: change.state, changedAt: change.time,
                reason: change.state == "ALARM"
                    ? "Threshold Crossed: 1 datapoint was greater than the threshold" : "Threshold Crossed: recovered")
        }
        script.removeAll { $0.time <= now }
    }

    func nextChange(after now: Date) -> Date? { script.map(\.time).filter { $0 > now }.min() }

    /// The names of those alarms that are in the state `ALARM`.
    func triggered(among names: [String]) -> [String] { names.filter { alarms[$0]?.state == "ALARM" } }
}
