/// The paths of the shared configuration and credentials files.
///
/// Source: "Location of the shared config and credentials files", AWS SDKs and Tools Reference Guide. The home folder is
/// the value of `HOME`; without it, only files with an explicit path are read.
struct ConfigurationFileLocations: Sendable, Hashable {
    /// The path of the configuration file, if it is known.
    let configuration: String?
    /// The path of the credentials file, if it is known.
    let credentials: String?

    /// Determines both paths.
    init(environment: AWSEnvironment) {
        let home = environment["HOME"].map { home in
            home.count > 1 && home.hasSuffix("/") ? String(home.dropLast()) : home
        }
        func place(_ variable: String, or name: String) -> String? {
            guard let path = environment[variable] else {
                return home.map { ($0 == "/" ? "" : $0) + "/.aws/" + name }
            }
            if let home, path.hasPrefix("~/") { return home + path.dropFirst() }
            return path
        }
        configuration = place("AWS_CONFIG_FILE", or: "config")
        credentials = place("AWS_SHARED_CREDENTIALS_FILE", or: "credentials")
    }
}
