import DeployEngine
package import Diagnostics
import Infra

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension DeploymentEnvironment {
    /// The name by which commands, lease and ledger know the environment: that of the file, and for a preview both, such as
    /// `dev.pr-12`.
    package var label: String { preview.map { "\(name).\($0.name)" } ?? name }

    /// The beginning of the names of all stacks of previews.
    package var previewStackPrefix: String { "\(application)-\(name)-preview-" }

    /// Returns a preview of the environment.
    /// - Parameters:
    ///   - preview: The preview's name.
    ///   - directory: The folder that contains `deploy`; nil is the working directory.
    ///   - now: The present time, from which the file's days count.
    /// - Throws: ``CommandError`` in production, for a file without `bootstrap.previewDays`, and for a name that is not valid or taken.
    package func previewOfCommand(
        _ preview: String, directory: String?, now: Date
    ) throws(CommandError) -> DeploymentEnvironment {
        do throws(EngineError) {
            try DevelopmentShortcut.preview.allow(inProduction: Tier(environment: name) == .production)
        } catch {
            throw CommandError.failure("\(error)")
        }
        guard let valid = Preview.name(preview) else {
            throw CommandError.usage(
                "the preview's name is \(SafeDescription.setting(preview)); expected lower-case letters, digits and hyphens, a letter first, at most 20 characters, such as pr-12"
            )
        }
        guard let days = bootstrap.previewDays else {
            throw CommandError(
                exitCode: .data,
                description:
                    "error: deploy/\(name).yaml allows no previews; set bootstrap.previewDays to the days that a preview stays, then "
                    + "run `infra-cli bootstrap \(name)`, with which the account's roles allow them")
        }
        guard !DeploymentEnvironment.names(in: directory).contains("\(name)-preview-\(valid)") else {
            throw CommandError(
                exitCode: .data,
                description:
                    "error: deploy/\(name)-preview-\(valid).yaml has the stack names of this preview; expected another name for one of them"
            )
        }
        guard loadBalancer.certificate == nil || publicName.hostedZone != nil else {
            throw CommandError(
                exitCode: .data,
                description:
                    "error: deploy/\(name).yaml has service.certificate without service.hostedZone, and the certificate does not cover "
                    + "a preview's name; set hostedZone, in which the preview makes its own name and certificate")
        }
        return copy(named: valid, expires: Preview.expiry(days: days, after: now))
    }

    /// The environment under another name, without what exists once in an account, what keeps data, and what calls people.
    func copy(named preview: String, expires: Date) -> DeploymentEnvironment {
        var copy = self
        copy.preview = Preview(preview, expires: expires, of: self)
        copy.moves = []
        copy.adoptions = []
        copy.distribution = nil
        copy.publicName.domain = publicName.hostedZone.flatMap { _ in
            publicName.domain.map { DomainName("\(preview).\($0.name)") }
        }
        if copy.publicName.domain == nil { copy.identity.loadBalancer = false }
        copy.loadBalancer.certificate = nil
        copy.loadBalancer.deletionProtection = false
        copy.loadBalancer.accessLogs = nil
        copy.network.flowLogs = nil
        copy.database.deletionProtection = false
        copy.database.removal = .delete
        copy.database.multiZone = false
        copy.aurora?.deletionProtection = false
        copy.aurora?.removal = .delete
        if encryptionKey == .own { copy.encryptionKey = .managed }
        copy.observe.alarms = false
        copy.observe.dashboard = false
        copy.observe.emails = []
        copy.observe.slack = nil
        copy.identity.pool.deletionProtection = false
        copy.identity.pool.removal = .delete
        copy.identity.pool.domainPrefix = identity.pool.domainPrefix.map { "\($0.prefix(42))-\(preview)" }
        // Nothing is rolled back to after the end, and a retained task definition would keep its image.
        copy.service.task.removal = .delete
        return copy
    }
}
