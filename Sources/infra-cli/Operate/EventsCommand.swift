import AWSClient
import AWSOperations
import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Lists what CloudFormation did to a stack.",
        usage: "infra-cli events <environment> [<options>]",
        discussion: """
            The newest events last, with the reasons of failures. Cancelled resources are marked: they are victims, not \
            causes.

            Exit codes: 0 listed, 1 AWS reported an error, 64 wrong usage, 65 no such environment or stack, 69 no \
            answer, 77 not permitted.

            EXAMPLE
              infra-cli events production
              infra-cli events production --stack foundation --failed
            """)

    @OptionGroup var target: EnvironmentArgument

    @Option(name: .shortAndLong, help: "bootstrap, foundation, migration or service.")
    var stack = "service"

    @Option(help: "The number of events.")
    var limit = 40

    @Flag(help: "Failures only.")
    var failed = false

    @Flag(help: "Print JSON for programs.")
    var json = false

    func validate() throws {
        guard (1...5000).contains(limit) else { throw ValidationError("got --limit \(limit); expected 1 to 5000") }
    }

    func run() async throws {
        let site = try target.site()
        let name = try site.planner.synthesized().stackName(stack)
        var events: [StackEvent] = []
        do throws(AWSError) {
            var page = StackOperations.DescribeStackEvents(stack: name)
            while events.count < limit {
                let output = try await site.context.calls.call(page)
                events += output.events.filter { !failed || $0.status.rawValue.hasSuffix("_FAILED") }
                guard let token = output.nextToken, !token.isEmpty, token != page.pageToken else { break }
                page.pageToken = token
            }
        } catch {
            throw CommandError(error)
        }
        events = events.prefix(limit).reversed()
        guard !json else { return try StandardOutput.write(JSONOutput.text(of: events)) }
        for event in events {
            let isVictim = event.reason?.contains("cancelled") == true
            let reason = event.reason.map { (isVictim ? "  (cancelled) " : "  ") + $0 } ?? ""
            try StandardOutput.line(
                "\(Table.time(event.time))  \(event.status.rawValue)  \(event.logicalID)  \(event.type)\(reason)")
        }
    }
}
