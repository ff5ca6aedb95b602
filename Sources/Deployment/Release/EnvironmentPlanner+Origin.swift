import Infra

extension EnvironmentPlanner {
    /// The places in the environment's file that decide a property of a template.
    package func origin(of path: String, inStack stack: String) -> String? {
        guard let source = try? DeploymentEnvironment.source(settings.name, directory: directory) else { return nil }
        let trace = SettingTrace(
            text: source.text, name: settings.name, file: source.file,
            image: isImageGiven ? settings.service.image : nil)
        let origins = trace.origins(of: path, inStack: stack)
        guard !origins.isEmpty else { return nil }
        let more = origins.count > 3 ? " and \(origins.count - 3) more" : ""
        return origins.prefix(3).map(\.description).joined(separator: ", ") + more
    }
}
