import Foundation
import Workbench

/// `make soak`: some minutes of everything going wrong. Its exit code is 1 if anything was lost, doubled or refused without cause.
///
/// Arguments: how often everything goes wrong (20 by default).
@main
struct SoakProgram {
    static func main() async {
        do {
            try await run(CommandLine.arguments.dropFirst())
        } catch {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ arguments: ArraySlice<String>) async throws {
        let rounds = arguments.first.map { Int($0) ?? 0 } ?? 20
        guard rounds > 0 else { throw WorkbenchError("usage: weir-soak [ROUNDS]; ROUNDS is a number from 1") }
        let reports = [
            try await DatabaseCrashSoak(rounds: rounds, batchesPerRound: 300, recoveryLimit: .seconds(1)).run(),
            try await ServerCrashSoak(rounds: rounds * 5 / 2, batchesPerRound: 100).run(),
            try await PasswordRotationSoak(users: .alternating, rotations: rounds * 5 / 2).run(),
            try await PasswordRotationSoak(users: .single, rotations: rounds * 5 / 2).run(),
        ]
        for report in reports { print(report, terminator: "\n\n") }
        let violations = reports.reduce(0) { $0 + $1.violations.count }
        guard violations == 0 else { throw WorkbenchError("\(violations) violations") }
    }
}
