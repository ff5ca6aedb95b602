package import DeployEngine
package import Diagnostics
import Infra

/// The plans of an environment's file: with the image as it names it, or with the digest that the registry tells.
package struct EnvironmentPlanner: ReleasePlanner {
    /// The environment's settings, with the image of the run.
    package let settings: DeploymentEnvironment
    /// The folder that contains `deploy`; nil is the working directory.
    let directory: String?
    /// `true` if the image of the run takes the place of the file's.
    let isImageGiven: Bool

    /// Reads an environment.
    /// - Parameters:
    ///   - environment: The environment's name.
    ///   - image: The image of the run; nil for the file's.
    ///   - directory: The folder that contains `deploy`; nil is the working directory.
    package init(_ environment: String, image: String? = nil, directory: String? = nil) throws(CommandError) {
        settings = try DeploymentEnvironment.ofCommand(environment, image: image, directory: directory)
        self.directory = directory
        isImageGiven = image != nil
    }

    /// The stacks as the file describes them.
    package func synthesized() throws(CommandError) -> SynthesizedEnvironment { try synthesized(settings) }

    private func synthesized(_ settings: DeploymentEnvironment) throws(CommandError) -> SynthesizedEnvironment {
        SynthesizedEnvironment(settings: settings, stacks: try settings.stacksOfCommand())
    }

    /// Makes the plan.
    package func plan(imageDigest: String?) throws(EngineError) -> ReleasePlan {
        var settings = settings
        do {
            let tag = PlannedImage(settings.service).tag
            if let imageDigest, tag != nil {
                settings.service.image = try settings.service.image.pinned(to: imageDigest)
            }
            var plan = try ReleasePlan(try synthesized(settings))
            // The tag names the image for people; the templates have the digest alone.
            plan.image.tag = tag
            return plan
        } catch {
            throw EngineError(.invalidInput, "\(error)")
        }
    }
}

extension ContainerImage {
    /// The same image by its digest.
    /// - Parameter digest: The digest, such as `sha256:…`.
    fileprivate func pinned(to digest: String) throws(ReferenceError) -> ContainerImage {
        switch registry {
        case .own: try ContainerImage("\(repository)@\(digest)")
        case .ecr(_, _, let host), .other(let host): try ContainerImage("\(host)/\(repository)@\(digest)")
        }
    }
}
