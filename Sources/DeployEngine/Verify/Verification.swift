#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The verdict whether a deployed version serves, from looks at its address and its targets.
package struct Verification: Sendable, Hashable {
    /// The settings.
    package struct Settings: Sendable, Hashable {
        /// The number of consecutive good looks that are asked for.
        package var goodLooks = 3
        /// The seconds between two looks.
        package var interval: Double = 2
        /// The seconds after which the verdict is negative.
        package var patience: Double = 180
        /// `true` for a load balancer without a public address, which need not be in reach.
        package var isInternal = false

        /// Creates the settings with their defaults.
        package init() {}
    }

    /// A look.
    package struct Look: Sendable, Hashable {
        /// The time.
        package var time: Date
        /// The result of the probe.
        package var probe: ProbeResult
        /// The number of healthy targets; nil if it is unknown.
        package var healthyTargets: Int?
        /// The names of alarms in the state ALARM.
        package var alarms: [String]

        /// Creates a look.
        package init(time: Date, probe: ProbeResult, healthyTargets: Int? = nil, alarms: [String] = []) {
            self.time = time
            self.probe = probe
            self.healthyTargets = healthyTargets
            self.alarms = alarms
        }
    }

    /// The verdict after a look.
    package enum Verdict: Sendable, Hashable {
        /// Look again after the interval.
        case lookAgain
        /// The version serves; the text says how that was seen.
        case serves(String)
        /// The version does not serve; the text says what was seen.
        case fails(String)
    }

    private let settings: Settings
    private let began: Date
    private var good = 0

    /// Begins a verification.
    package init(_ settings: Settings = Settings(), began: Date) {
        self.settings = settings
        self.began = began
    }

    /// Takes a look into account.
    package mutating func handle(_ look: Look) -> Verdict {
        let isGood: Bool
        let how: String
        let problem: String
        switch look.probe {
        case .ready:
            isGood = true
            how = "/health/ready answered 200 \(settings.goodLooks) times in a row"
            problem = ""
        case .notReady(let status, let body):
            isGood = false
            how = ""
            problem = "/health/ready answered \(status)" + (body.isEmpty ? "" : ": \(body.prefix(200))")
        case .unreachable(let reason):
            // An internal load balancer judges its targets by the same server's health.
            isGood = settings.isInternal && (look.healthyTargets ?? 0) > 0
            how = "the address is internal and out of reach from here; \(look.healthyTargets ?? 0) targets are healthy"
            problem = "the address cannot be reached: \(reason)"
        }
        let alarms = look.alarms.isEmpty ? "" : "alarms are on: \(look.alarms.sorted().joined(separator: ", "))"
        if isGood, look.alarms.isEmpty {
            good += 1
            if good >= settings.goodLooks { return .serves(how) }
        } else {
            good = 0
        }
        guard look.time.timeIntervalSince(began) >= settings.patience else { return .lookAgain }
        let reasons = [isGood ? "" : problem, alarms].filter { !$0.isEmpty }
        let seconds = Int(settings.patience)
        return .fails(
            reasons.isEmpty
                ? "no \(settings.goodLooks) good looks in a row within \(seconds) s"
                : "for \(seconds) s: " + reasons.joined(separator: "; "))
    }
}
