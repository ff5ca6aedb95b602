/// A runner of programs that returns their output, the only operating-system service of `credential_process`.
package struct ProcessRunner: Sendable {
    /// A program to run, with its limits.
    package struct Request: Sendable {
        /// The program, searched in `PATH` unless it contains a `/`, and its arguments.
        package let words: [String]
        /// The program's environment variables.
        package let environment: AWSEnvironment
        /// The time-out after which the program is killed.
        package let timeout: Duration
        /// The maximum size of the output, in bytes.
        package let limit: Int
    }

    /// An error of running a program.
    package enum RunError: Error, Sendable, Hashable {
        /// The program could not be started.
        case notStarted(reason: String)
        /// The program exited with a status other than 0.
        case status(Int)
        /// A signal ended the program.
        case signal(Int)
        /// The program exceeded its time-out.
        case timeout(Duration)
        /// The output exceeded its limit.
        case tooMuch(limit: Int)
        /// The calling task was cancelled.
        case cancelled
    }

    /// Runs a program and returns its standard output.
    package typealias Run = @Sendable (Request) async throws(RunError) -> [UInt8]

    private let run: Run

    /// Creates a runner.
    /// - Parameter run: Runs a program and returns its standard output.
    package init(_ run: @escaping Run) {
        self.run = run
    }

    func callAsFunction(_ request: Request) async throws(RunError) -> [UInt8] {
        try await run(request)
    }
}

extension ProcessRunner.Request: CustomReflectable {
    /// A mirror of the program without its arguments, which may be secret.
    package var customMirror: Mirror {
        Mirror(self, children: ["program": words.first ?? "", "timeout": timeout], displayStyle: .struct)
    }
}

extension ProcessRunner.RunError: CustomStringConvertible {
    /// A message without the program's output.
    package var description: String {
        switch self {
        case .notStarted(let reason): "the program could not be started: \(reason)"
        case .status(let status): "the program exited with status \(status); run it by hand to see why"
        case .signal(let signal): "signal \(signal) ended the program"
        case .timeout(let duration): "the program did not end within \(duration)"
        case .tooMuch(let limit): "the program's output exceeds the limit of \(limit) bytes"
        case .cancelled: "the calling task was cancelled"
        }
    }
}
