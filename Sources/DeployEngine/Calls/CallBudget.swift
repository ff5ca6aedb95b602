/// The pace of calls to each service of an account and region, as a pure value: time and randomness are inputs.
///
/// A service publishes no limits that one could keep to, so the pace adapts: an interval between calls widens at once when the
/// service throttles and narrows slowly while it does not. All callers of an account share one budget, so that parallel work slows
/// down together. The schedule is the generic cell rate algorithm (ITU-T I.371): while the interval is at its shortest, a burst
/// passes without a wait.
package struct CallBudget: Sendable, Hashable {
    /// The bounds of the pace.
    package struct Settings: Sendable, Hashable {
        /// The interval between two calls while the service does not throttle.
        package var shortestInterval: Duration
        /// The interval after the first throttled call.
        package var firstWidened: Duration
        /// The longest interval.
        package var longestInterval: Duration
        /// The number of calls that may follow each other without a wait at the shortest interval.
        package var burst: Int
        /// The factor of the interval after each further throttled call.
        package var widening: Double
        /// The factor of the interval after each successful call.
        package var narrowing: Double

        /// Creates settings. The defaults keep below the five calls a second at which users saw CloudFormation throttle.
        package init(
            shortestInterval: Duration = .milliseconds(250), firstWidened: Duration = .seconds(1),
            longestInterval: Duration = .seconds(20), burst: Int = 10, widening: Double = 2, narrowing: Double = 0.9
        ) {
            self.shortestInterval = shortestInterval
            self.firstWidened = firstWidened
            self.longestInterval = longestInterval
            self.burst = max(1, burst)
            self.widening = max(1, widening)
            self.narrowing = min(max(0, narrowing), 1)
        }
    }

    /// The permission for one call.
    package struct Ticket: Sendable, Hashable {
        /// The service's name.
        package let service: String
        /// The position among the service's calls.
        package let number: Int
        /// The time to wait before the call.
        package let wait: Duration
    }

    /// The pace of one service.
    private struct Lane: Sendable, Hashable {
        var interval: Duration
        var nextCall: Duration = .zero
        var issued = 0
        var issuedAtWidening = 0
    }

    private let settings: Settings
    private var lanes: [String: Lane] = [:]

    /// Creates a budget.
    package init(settings: Settings = Settings()) { self.settings = settings }

    /// Returns the present interval between two calls to a service.
    package func interval(of service: String) -> Duration { lanes[service]?.interval ?? settings.shortestInterval }

    /// Reserves the next call to a service.
    /// - Parameters:
    ///   - service: The service's name.
    ///   - now: The time since an arbitrary start.
    package mutating func reserve(_ service: String, at now: Duration) -> Ticket {
        var lane = lanes[service] ?? Lane(interval: settings.shortestInterval)
        let isWidened = lane.interval > settings.shortestInterval
        let tolerance = isWidened ? .zero : lane.interval * (settings.burst - 1)
        let wait = max(.zero, lane.nextCall - tolerance - now)
        lane.nextCall = max(lane.nextCall, now) + lane.interval
        lane.issued += 1
        lanes[service] = lane
        return Ticket(service: service, number: lane.issued, wait: wait)
    }

    /// Narrows the interval after a call that the service did not throttle.
    package mutating func succeeded(_ ticket: Ticket) {
        guard var lane = lanes[ticket.service], ticket.number > lane.issuedAtWidening else { return }
        lane.interval = max(settings.shortestInterval, lane.interval * settings.narrowing)
        lanes[ticket.service] = lane
    }

    /// Widens the interval after a throttled call, and postpones the next one.
    ///
    /// Calls that were under way when the interval widened do not widen it again: their throttling says nothing about the new pace.
    /// - Parameters:
    ///   - ticket: The call's permission.
    ///   - now: The time since the same start as in ``reserve(_:at:)``.
    ///   - random: A number from 0 to 1; the pause is between half and all of the new interval.
    package mutating func throttled(_ ticket: Ticket, at now: Duration, random: Double) {
        guard var lane = lanes[ticket.service], ticket.number > lane.issuedAtWidening else { return }
        let widened = lane.interval * settings.widening
        lane.interval = min(settings.longestInterval, max(settings.firstWidened, widened))
        lane.issuedAtWidening = lane.issued
        lane.nextCall = max(lane.nextCall, now + lane.interval * (0.5 + 0.5 * min(max(random, 0), 1)))
        lanes[ticket.service] = lane
    }
}
