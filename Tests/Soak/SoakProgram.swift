import Foundation
import Workbench

/// `make soak`: some minutes of fault injection. The exit code is 1 if rows were lost or duplicated, or requests refused without cause.
///
/// Arguments: the number of rounds (20 by default), and the names of the soaks to run (all by default).
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

    private static let names = ["crash", "rotation", "abuse", "budget"]

    private static func run(_ arguments: ArraySlice<String>) async throws {
        let rounds = arguments.compactMap { Int($0) }.first ?? 20
        let chosen = arguments.filter { Int($0) == nil }
        if let unknown = chosen.first(where: { !names.contains($0) }) {
            throw WorkbenchError("unknown soak \"\(unknown)\"; expected one of: \(names.joined(separator: ", "))")
        }
        guard rounds > 0 else {
            throw WorkbenchError("usage: weir-soak [ROUNDS] [NAME...]; ROUNDS is at least 1")
        }
        var violations = 0
        for name in names where chosen.isEmpty || chosen.contains(name) {
            violations += try await run(name, rounds: rounds)
        }
        guard violations == 0 else { throw WorkbenchError("\(violations) violations") }
    }

    /// Runs the soaks with a name, prints their reports, and returns the number of violations.
    private static func run(_ name: String, rounds: Int) async throws -> Int {
        var violations = 0
        switch name {
        case "crash":
            let reports = [
                try await DatabaseCrashSoak(rounds: rounds, batchesPerRound: 300, recoveryLimit: .seconds(1)).run(),
                try await ServerCrashSoak(rounds: rounds * 5 / 2, batchesPerRound: 100).run(),
            ]
            for report in reports {
                print(report, terminator: "\n\n")
                violations += report.violations.count
            }
        case "rotation":
            for users in [PasswordRotationSoak.Users.alternating, .single] {
                let report = try await PasswordRotationSoak(users: users, rotations: rounds * 5 / 2).run()
                print(report, terminator: "\n\n")
                violations += report.violations.count
            }
        case "budget":
            for store in AbuseSoak.Store.allCases {
                let report = try await BudgetSoak(store: store, phase: .seconds(rounds), rows: 600_000).run()
                print(report, terminator: "\n\n")
                violations += report.violations.count
            }
        default:
            for store in AbuseSoak.Store.allCases {
                let others = try await AbuseSoak(store: store, phase: .seconds(rounds), rows: 600_000).run()
                print(others, terminator: "\n\n")
                let cancellation = try await CancellationSoak(
                    store: store, rows: 600_000, stay: .milliseconds(500), isBrief: false
                ).run()
                print(cancellation, terminator: "\n\n")
                let memory = try await WideRowsSoak(store: store, rows: 200, isBrief: false).run()
                print(memory, terminator: "\n\n")
                violations += others.violations.count + cancellation.violations.count + memory.violations.count
            }
        }
        return violations
    }
}
