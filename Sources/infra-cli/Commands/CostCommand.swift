import ArgumentParser
import CommandLineInterface
import Deployment

struct CostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost",
        abstract: "Estimates the monthly list price of environments.",
        usage: "infra-cli cost [<environments> ...] [<options>]",
        discussion: """
            Reads deploy/<environment>.yaml and the price table of this program, and needs neither network nor \
            credentials. Each price names its published source and date; --json prints them. There are prices for \
            \(PriceTable.regions.joined(separator: " and ")).

            Fixed charges are summed up at 730 hours a month. Charges that depend on usage are listed with the price of \
            a unit. A price without a published source is printed as unknown and is in no total.

            EXAMPLE
              infra-cli cost production
              infra-cli cost production --compare staging

            Exit codes: 0 success, 64 wrong usage, 65 wrong environment, 73 output cannot be written.
            """)

    @Argument(help: "The environments; all that deploy has by default.")
    var environments: [String] = []

    @Option(help: "An environment to compare with, construct by construct.")
    var compare: String?

    @Flag(help: "Print every charge with its price, source and date as JSON.")
    var json = false

    @Option(help: "The folder that contains deploy; the current one by default.")
    var directory: String?

    func run() throws {
        let outcome = try CostRequest(environments: environments, comparison: compare, directory: directory).run()
        if json {
            try StandardOutput.write(JSONOutput.text(of: outcome))
        } else {
            try StandardOutput.line(outcome.text)
        }
    }
}
