import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Prints the logs of the service's tasks.",
        usage: "infra-cli logs <environment> [<options>]",
        discussion: """
            The lines of all tasks in order of time. CloudWatch Logs delivers them some seconds after they were written.

            Exit codes: 0 printed, 1 AWS reported an error; 64 wrong usage, 65 no such environment, 69 no answer, 77 not \
            permitted.

            EXAMPLE
              infra-cli logs production --since 30m --grep '"level":"error"'
              infra-cli logs production --follow
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(name: .shortAndLong, help: "Go on with new lines until Ctrl-C.")
    var follow = false

    @Option(help: "The age of the oldest line: a number with s, m, h or d.")
    var since = Age(seconds: 600)

    @Option(help: "A text that the lines contain.")
    var grep: String?

    @Option(help: "A log group in place of the service's.")
    var group: String?

    @Flag(help: "Print one JSON object a line.")
    var json = false

    func run() async throws {
        let site = try target.site()
        let group: String
        if let named = self.group {
            group = named
        } else {
            let service = try await site.engine { () async throws(EngineError) in
                try await DeployedService.find(site.plan, site.context.calls)
            }
            guard let found = service.logGroup else {
                throw CommandError.failure("the service's stack has no output LogGroupName")
            }
            group = found
        }
        let began = Date(timeIntervalSinceNow: -Double(since.seconds))
        var reader = LogReader(context: site.context, selection: .init(group: group, since: began, containing: grep))
        while true {
            let lines = try await site.engine { () async throws(EngineError) in try await reader.next() }
            for line in lines { try print(line) }
            guard follow else { return }
            try await Task.sleep(for: .seconds(2))
        }
    }

    // Inlined into ``run()``, this ends the compiler of Swift 6.3 in a release build ("While splitting coroutine").
    @inline(never)
    private func print(_ line: LogReader.Line) throws {
        if json { return try StandardOutput.line(JSONOutput.line(of: line)) }
        // The end of a stream's name is the task's id.
        let task = line.stream.split(separator: "/").last.map { String($0.prefix(8)) } ?? "-"
        try StandardOutput.line("\(Table.time(line.time))  \(task)  \(line.text)")
    }
}

/// A length of time as a number with a unit.
struct Age: ExpressibleByArgument, CustomStringConvertible {
    /// The seconds.
    let seconds: Int

    init(seconds: Int) { self.seconds = seconds }

    init?(argument: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = argument.last, let factor = units[unit], let number = Int(argument.dropLast()), number > 0,
            number <= 366 * 86_400 / factor
        else { return nil }
        seconds = number * factor
    }

    var description: String { seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s" }
}
