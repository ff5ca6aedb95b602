package import AWSClient
import Basics
import Synchronization

/// Calls at a pace that the services accept: a throttled call waits and is sent again, so that throttling fails no deployment.
///
/// Copies share their budget.
package struct PacedCalls: AWSCalls {
    private let base: any AWSCalls
    private let clock: any Clock<Duration>
    private let random: @Sendable () -> Double
    private let elapsed: @Sendable () -> Duration
    private let patience: Duration
    private let shared: Shared

    private final class Shared: Sendable {
        let budget: Mutex<CallBudget>

        init(_ budget: CallBudget) { self.budget = Mutex(budget) }
    }

    /// Paces calls of one account and region.
    /// - Parameters:
    ///   - base: The calls.
    ///   - settings: The bounds of the pace.
    ///   - patience: The time after which a call that is still throttled fails.
    ///   - clock: The clock to wait on.
    ///   - random: Returns a number from 0 to 1, the jitter of pauses.
    package init(
        _ base: any AWSCalls, settings: CallBudget.Settings = CallBudget.Settings(),
        patience: Duration = .seconds(1800),
        clock: any Clock<Duration> = ContinuousClock(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.base = base
        self.clock = clock
        self.random = random
        self.patience = patience
        elapsed = clock.stopwatch()
        shared = Shared(CallBudget(settings: settings))
    }

    private init(_ other: PacedCalls, patience: Duration) {
        base = other.base
        clock = other.clock
        random = other.random
        elapsed = other.elapsed
        shared = other.shared
        self.patience = patience
    }

    /// Returns calls with the same budget that give up a throttled call after another time.
    package func with(patience: Duration) -> PacedCalls { PacedCalls(self, patience: patience) }

    /// The present interval between two calls to a service.
    package func interval(of service: AWSService) -> Duration {
        shared.budget.withLock { $0.interval(of: service.name) }
    }

    /// Calls an operation, waits for the service's turn first, and repeats the call while the service throttles it.
    ///
    /// A throttled call had no effect, so an operation that changes something is repeated too.
    package func call<Operation: AWSOperation>(_ operation: Operation) async throws(AWSError) -> Operation.Output {
        let service = Operation.service.name
        let begin = elapsed()
        var undecoded = 0
        while true {
            let now = elapsed()
            let ticket = shared.budget.withLock { $0.reserve(service, at: now) }
            if ticket.wait > .zero { try await pause(ticket.wait, Operation.self) }
            do {
                let output = try await base.call(operation)
                shared.budget.withLock { $0.succeeded(ticket) }
                return output
            } catch  where error.isPaced {
                let (now, random) = (elapsed(), random())
                shared.budget.withLock { $0.throttled(ticket, at: now, random: random) }
                if now - begin >= patience { throw error }
            } catch  where error.isUndecoded && Operation.isRead && undecoded < 3 {
                // A response that was cut off; a change is not repeated, because it took effect.
                undecoded += 1
            }
        }
    }

    private func pause<Operation: AWSOperation>(
        _ duration: Duration, _ operation: Operation.Type
    ) async throws(AWSError) {
        do {
            try await clock.sleep(for: duration)
        } catch {
            throw AWSError(
                .cancelled, service: Operation.service.name, operation: Operation.name,
                message: "the task was cancelled")
        }
    }
}

extension AWSCalls {
    /// Calls for a loop that looks again anyway: a throttled one is given up early, so that the loop keeps its other duties.
    package var forPolling: any AWSCalls {
        (self as? PacedCalls)?.with(patience: .seconds(15)) ?? self
    }
}

extension AWSError {
    /// `true` if a response arrived that cannot be decoded.
    fileprivate var isUndecoded: Bool {
        if case .invalidResponse = kind { return true }
        return false
    }
}

extension AWSOperation {
    /// `true` if the operation changes nothing.
    fileprivate static var isRead: Bool {
        ["Describe", "List", "Get", "Head", "Filter", "Lookup", "BatchGet", "Simulate", "Validate"].contains {
            name.hasPrefix($0)
        }
    }
}
