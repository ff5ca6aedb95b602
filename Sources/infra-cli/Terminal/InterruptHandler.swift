import CommandLineInterface
import DeployEngine
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The number of SIGINT and SIGTERM since the last look. A signal's handler may only touch memory like this.
private let signals = Atomic<Int>(0)

/// Ctrl-C during an operation of AWS: the operator chooses, and the operation is not left by accident.
enum InterruptHandler {
    /// Takes SIGINT and SIGTERM from now on, until ``restore()``.
    static func install() {
        // The first access initializes the global outside of the handler.
        signals.store(0, ordering: .sequentiallyConsistent)
        for number in [SIGINT, SIGTERM] {
            _ = signal(number) { _ in signals.add(1, ordering: .sequentiallyConsistent) }
        }
    }

    /// Gives the signals back to the system.
    static func restore() {
        for number in [SIGINT, SIGTERM] { _ = signal(number, SIG_DFL) }
    }

    /// The choice of the operator, if a signal arrived. Without a terminal to ask on, the operation is left running.
    static func take() -> EngineContext.Interrupt? {
        guard signals.exchange(0, ordering: .sequentiallyConsistent) > 0 else { return nil }
        guard Terminal.isInteractive else { return .detach }
        StandardError.write(
            """

            Interrupted. AWS goes on with the operation either way, until it is cancelled.
              d  detach: end here, and continue with "infra-cli attach"
              c  cancel the operation in AWS and wait for its rollback
              other keys go on watching
            Choice:\u{20}
            """)
        switch readLine()?.lowercased().first {
        case "d": return .detach
        case "c": return .cancel
        case nil: return .detach
        default: return nil
        }
    }
}
