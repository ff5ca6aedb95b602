package import Diagnostics
import Infra

/// The arguments of `infra-cli cost`.
package struct CostRequest: Sendable {
    /// The environments' names; empty is all environments.
    package var environments: [String]
    /// The environment to compare each one with; nil compares nothing.
    package var comparison: String?
    /// The folder that contains `deploy`; nil is the working directory.
    package var directory: String?

    /// Creates a request.
    package init(environments: [String] = [], comparison: String? = nil, directory: String? = nil) {
        self.environments = environments
        self.comparison = comparison
        self.directory = directory
    }

    /// The estimates.
    package struct Outcome: Sendable, Hashable, Encodable {
        /// The estimate of each environment.
        package let estimates: [CostReport]
        /// The estimate to compare with.
        package let comparison: CostReport?

        /// The estimates as text of at most 80 columns.
        package var text: String {
            let reports = estimates.map(\.text).joined(separator: "\n\n")
            guard let comparison else { return reports }
            return ([reports] + estimates.map { $0.comparisonText(with: comparison) }).joined(separator: "\n\n")
        }
    }

    /// Estimates the environments.
    package func run() throws(CommandError) -> Outcome {
        let names = environments.isEmpty ? DeploymentEnvironment.names(in: directory) : environments
        guard !names.isEmpty else {
            throw CommandError(
                exitCode: .data,
                description: "error: deploy has no .yaml file; name the folder's parent with --directory")
        }
        var estimates: [CostReport] = []
        for name in names { estimates.append(try estimate(name)) }
        return Outcome(
            estimates: estimates,
            comparison: try comparison.map { name throws(CommandError) in try estimate(name) })
    }

    private func estimate(_ name: String) throws(CommandError) -> CostReport {
        let environment = try SynthesizedEnvironment.load(name, directory: directory)
        return PriceListEstimate(region: environment.settings.region)
            .report(on: environment.stacks, environment: environment.settings.label)
    }
}
