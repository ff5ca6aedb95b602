import AWSClient
import DeployEngine
import DeployEngineTesting
import Synchronization

/// Calls that closures answer, with a record of what was called and when.
final class ScriptedCalls: AWSCalls {
    /// A call that was made.
    struct Entry: Sendable {
        let name: String
        let service: String
        let at: Duration
        let operation: any AWSOperation
    }

    private typealias Handler = @Sendable (any AWSOperation, Int) -> Result<any Sendable, AWSError>

    let clock: FakeClock
    private let state = Mutex<(handlers: [String: Handler], entries: [Entry])>(([:], []))
    private let fault = Mutex<@Sendable (Entry) -> AWSError?>({ _ in nil })

    init(clock: FakeClock = FakeClock()) { self.clock = clock }

    /// The calls so far.
    var entries: [Entry] { state.withLock { $0.entries } }

    /// The names of the calls so far.
    var names: [String] { entries.map(\.name) }

    /// The calls of an operation so far.
    func calls<Operation: AWSOperation>(of type: Operation.Type) -> [Operation] {
        entries.compactMap { $0.operation as? Operation }
    }

    /// Answers an operation; the closure gets the number of earlier calls of it.
    func on<Operation: AWSOperation>(
        _ type: Operation.Type, _ body: @escaping @Sendable (Operation, Int) throws(AWSError) -> Operation.Output
    ) {
        let handler: Handler = { operation, count in
            guard let operation = operation as? Operation else { return .failure(.scripted("Unscripted")) }
            do throws(AWSError) {
                return .success(try body(operation, count))
            } catch {
                return .failure(error)
            }
        }
        state.withLock { $0.handlers[Operation.name] = handler }
    }

    /// Fails calls before they are answered.
    func failing(_ body: @escaping @Sendable (Entry) -> AWSError?) { fault.withLock { $0 = body } }

    func call<Operation: AWSOperation>(_ operation: Operation) async throws(AWSError) -> Operation.Output {
        let entry = Entry(
            name: Operation.name, service: Operation.service.name, at: clock.elapsed, operation: operation)
        let (handler, count) = state.withLock { state in
            state.entries.append(entry)
            return (state.handlers[Operation.name], state.entries.count { $0.name == Operation.name } - 1)
        }
        if let error = fault.withLock({ $0 })(entry) { throw error }
        guard let handler else { throw .scripted("Unscripted", "no answer to \(Operation.name)") }
        guard let output = try handler(operation, count).get() as? Operation.Output else {
            throw .scripted("Unscripted", "the answer to \(Operation.name) has another type")
        }
        return output
    }
}

extension AWSError {
    /// An error of a service.
    static func scripted(_ code: String, _ message: String = "", status: Int = 400) -> AWSError {
        AWSError(
            .service, service: "CloudFormation", operation: "Operation", code: code, message: message, status: status)
    }

    /// The absence of a stack.
    static let noStack = scripted("ValidationError", "Stack with id weir-dev-service does not exist")
    /// A throttled call.
    static let throttled = scripted("Throttling", "Rate exceeded")
}
