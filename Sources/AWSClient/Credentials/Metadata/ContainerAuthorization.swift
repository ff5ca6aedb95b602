/// What proves to the agent of a container who is asking: the content of a file, or a variable.
struct ContainerAuthorization: Sendable {
    let environment: AWSEnvironment
    let files: FileReader

    /// The value of the `Authorization` field, or `nil` if none is wanted. The file is read each time, because whoever
    /// provides it replaces it.
    func value() throws(CredentialsError) -> String? {
        if let path = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
            let token = try TokenFile(
                path: path, variable: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", source: ContainerEndpoint.source
            ).read(files)
            return try Self.checked(token, from: path)
        }
        // Not through the subscript, which would hide that it is set to blanks.
        guard let token = environment.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"], !token.isEmpty else { return nil }
        return try Self.checked(token, from: "AWS_CONTAINER_AUTHORIZATION_TOKEN")
    }

    /// A line ending inside would end the field and begin another.
    private static func checked(_ token: String, from place: String) throws(CredentialsError) -> String {
        guard token.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), token.withoutSurroundingBlanks == token else {
            throw CredentialsError(
                .invalid, source: ContainerEndpoint.source,
                reason: "the token from \(place) holds a line ending, blanks around it, or something other than "
                    + "printable ASCII")
        }
        return token
    }
}
