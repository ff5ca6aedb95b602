/// Where the shared configuration and credentials files are.
///
/// "Location of the shared config and credentials files", AWS SDKs and Tools Reference Guide. The home folder is what
/// `HOME` says; without it, only files that are named outright are read.
struct ConfigurationFileLocations: Sendable, Hashable {
    /// The configuration file, if its place is known.
    let configuration: String?
    /// The credentials file, if its place is known.
    let credentials: String?

    /// Finds both files.
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
