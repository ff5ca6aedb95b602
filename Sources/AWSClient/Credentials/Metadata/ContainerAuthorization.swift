/// The authorization token for a container's agent, from a file or a variable.
struct ContainerAuthorization: Sendable {
    let environment: AWSEnvironment
    let files: FileReader

    /// The value of the `Authorization` field, or `nil` if none is configured. The file is read every time, because its
    /// provider replaces it.
    func value() throws(CredentialsError) -> String? {
        if let path = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
            let token = try TokenFile(
                path: path, variable: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", source: ContainerEndpoint.source
            ).read(files)
            return try Self.checked(token, from: path)
        }
        // Read the variable directly: the subscript hides a blank value.
        guard let token = environment.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"], !token.isEmpty else { return nil }
        return try Self.checked(token, from: "AWS_CONTAINER_AUTHORIZATION_TOKEN")
    }

    /// Rejects a token with a line ending, which would end the field and start another.
    private static func checked(_ token: String, from place: String) throws(CredentialsError) -> String {
        guard token.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), token.withoutSurroundingBlanks == token else {
            throw CredentialsError(
                .invalid, source: ContainerEndpoint.source,
                reason: "the token from \(place) has a line ending, surrounding blanks or a character other than "
                    + "printable ASCII")
        }
        return token
    }
}
