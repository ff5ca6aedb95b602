/// A program that builds and pushes images, and the words of its commands.
package enum ImageTool: String, Sendable, Hashable, CaseIterable {
    /// Podman.
    case podman
    /// Buildah.
    case buildah
    /// Docker.
    case docker

    /// The first tool that was found; nil if there is none.
    /// - Parameter search: The search for programs.
    package static func first(in search: ProgramSearch) -> ImageTool? {
        allCases.first { search.path(of: $0.rawValue) != nil }
    }

    /// The words of a build.
    /// - Parameters:
    ///   - file: The path of the Dockerfile.
    ///   - context: The folder with the sources.
    ///   - image: The local name of the image.
    ///   - platform: The platform.
    ///   - labels: The labels.
    package func build(
        file: String, context: String, image: String, platform: ImagePlatform, labels: [String: String] = [:]
    ) -> [String] {
        var words = [rawValue, "build", "--file", file, "--platform", "\(platform)", "--tag", image]
        // The Dockerfile pins its stages to a platform of its own, amd64 by default.
        words += ["--build-arg", "PLATFORM=\(platform)"]
        for (name, value) in labels.sorted(by: { $0.key < $1.key }) { words += ["--label", "\(name)=\(value)"] }
        return words + [context]
    }

    /// The words that start an image once, for its version, as a task starts it: without a network and with a read-only root; nil for
    /// a tool that starts no containers.
    package func start(_ image: String) -> [String]? {
        guard self != .buildah else { return nil }
        return [rawValue, "run", "--rm", "--network", "none", "--read-only", "--cap-drop", "ALL", image, "--version"]
    }

    /// The words that give an image another name.
    package func tag(_ image: String, as address: String) -> [String] { [rawValue, "tag", image, address] }

    /// The words that push an image.
    package func push(_ address: String) -> [String] { [rawValue, "push", address] }

    /// The variables that lead to a folder with the file of passwords, for each tool the one that it reads.
    package func variables(folder: String) -> [String: String] {
        switch self {
        case .podman, .buildah: ["REGISTRY_AUTH_FILE": folder + "/config.json"]
        case .docker: ["DOCKER_CONFIG": folder]
        }
    }

    /// The file of passwords in the format of all tools.
    /// - Parameters:
    ///   - registry: The registry's host.
    ///   - authorization: `USER:PASSWORD` in Base64.
    package static func passwords(registry: String, authorization: String) -> String {
        "{\"auths\": {\"\(registry)\": {\"auth\": \"\(authorization)\"}}}\n"
    }
}
