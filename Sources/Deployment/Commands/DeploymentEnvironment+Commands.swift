package import Diagnostics
package import Infra

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension DeploymentEnvironment {
    /// Reads the environment of a command line.
    /// - Parameters:
    ///   - name: The environment's name, or a preview's label such as `dev.pr-12`.
    ///   - image: The image of `--image`, in place of the file's; nil for the file's.
    ///   - directory: The folder that contains `deploy`; nil is the working directory.
    ///   - now: The present time, from which the days of a preview count.
    package static func ofCommand(
        _ name: String, image: String? = nil, directory: String?, now: Date = Date()
    ) throws(CommandError) -> DeploymentEnvironment {
        var settings: DeploymentEnvironment
        do {
            settings = try load(Preview.parts(of: name)?.environment ?? name, directory: directory)
        } catch {
            throw CommandError(exitCode: .data, description: error.description)
        }
        if let parts = Preview.parts(of: name) {
            settings = try settings.previewOfCommand(parts.preview, directory: directory, now: now)
        }
        guard let image else { return settings }
        do {
            settings.service.image = try ContainerImage(image)
        } catch {
            throw CommandError.usage("--image is \(SafeDescription.setting(image)); expected \(error.expected)")
        }
        return settings
    }

    /// Synthesizes the stacks of a command line.
    package func stacksOfCommand() throws(CommandError) -> [StackTemplate] {
        do {
            return try ProductApp(self).synthesize()
        } catch {
            throw CommandError(
                exitCode: .data, description: error.problems.map { "error: \($0)" }.joined(separator: "\n"))
        }
    }
}
