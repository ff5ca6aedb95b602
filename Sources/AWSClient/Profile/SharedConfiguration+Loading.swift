extension SharedConfiguration {
    /// Loads both files from the paths that the environment sets. A missing file counts as empty.
    /// - Parameters:
    ///   - environment: The environment, with the files' paths and the profile.
    ///   - files: The reader of files.
    ///   - profile: The profile to select instead of `AWS_PROFILE`.
    /// - Throws: ``SharedConfigurationError`` if a file cannot be read or parsed.
    package static func load(
        environment: AWSEnvironment, files: FileReader = .live, profile: String? = nil
    ) throws(SharedConfigurationError) -> SharedConfiguration {
        let locations = ConfigurationFileLocations(environment: environment)
        return SharedConfiguration(
            selection: Selection(profile: profile, environment: environment),
            configuration: try sections(of: locations.configuration, as: .configuration, files: files),
            credentials: try sections(of: locations.credentials, as: .credentials, files: files))
    }

    private static func sections(
        of path: String?, as kind: ProfileFileParser.Kind, files: FileReader
    ) throws(SharedConfigurationError) -> [ProfileFileParser.Section] {
        guard let path else { return [] }
        let content: [UInt8]?
        do throws(FileReadingError) {
            content = try files(path)
        } catch {
            throw SharedConfigurationError(.unreadable(reason: error.reason), file: path)
        }
        guard var bytes = content?[...] else { return [] }
        // Some editors write a byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SharedConfigurationError(.notUTF8, file: path)
        }
        return try ProfileFileParser.parse(text, as: kind, file: path)
    }
}
