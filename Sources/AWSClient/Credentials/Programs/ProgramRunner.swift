/// Runs a program to its end and gives what it wrote: the one thing that `credential_process` wants of an operating
/// system.
public struct ProgramRunner: Sendable {
    /// What to run, and within which bounds.
    public struct Request: Sendable {
        /// The program, looked for in `PATH` if it holds no `/`, and its arguments.
        public let words: [String]
        /// The program's environment variables.
        public let environment: AWSEnvironment
        /// After how long it is ended.
        public let timeout: Duration
        /// The most bytes it may write.
        public let limit: Int
    }

    /// Why a program gave nothing to use.
    public enum Failure: Error, Sendable, Hashable {
        /// It could not be started.
        case notStarted(reason: String)
        /// It ended with a status other than 0.
        case status(Int)
        /// A signal ended it.
        case signal(Int)
        /// It did not end in time.
        case timeout(Duration)
        /// It wrote more than was accepted.
        case tooMuch(limit: Int)
        /// The task that waited for it was cancelled.
        case cancelled
    }

    /// Runs a program and gives what it wrote to its standard output.
    public typealias Run = @Sendable (Request) async throws(Failure) -> [UInt8]

    private let run: Run

    /// Creates a runner.
    /// - Parameter run: Runs a program and gives what it wrote to its standard output.
    public init(_ run: @escaping Run) {
        self.run = run
    }

    func callAsFunction(_ request: Request) async throws(Failure) -> [UInt8] {
        try await run(request)
    }
}

extension ProgramRunner.Request: CustomReflectable {
    /// A mirror that shows the program alone; its arguments may be secret.
    public var customMirror: Mirror {
        Mirror(self, children: ["program": words.first ?? "", "timeout": timeout], displayStyle: .struct)
    }
}

extension ProgramRunner.Failure: CustomStringConvertible {
    /// What happened. Nothing that the program wrote is repeated.
    public var description: String {
        switch self {
        case .notStarted(let reason): "the program could not be started: \(reason)"
        case .status(let status): "the program ended with status \(status); run it by hand to see why"
        case .signal(let signal): "signal \(signal) ended the program"
        case .timeout(let duration): "the program did not end within \(duration)"
        case .tooMuch(let limit): "the program wrote more than the \(limit) bytes accepted"
        case .cancelled: "the task that waited for the program was cancelled"
        }
    }
}
