import AWSClient
package import AnalyticsAPI

/// Reads objects of Amazon S3 with the server's own credentials.
///
/// Requests go to S3's endpoint in the bucket's region, and redirects are not followed. Signatures, retries and renewed credentials
/// are those of ``AWSClient/ServiceClient``.
package struct S3ObjectSource: ObjectSource {
    private let configuration: ClientConfiguration

    /// Creates a source.
    init(_ configuration: ClientConfiguration) { self.configuration = configuration }

    /// Creates a source with credentials, region and endpoint from the same sources as AWS's own tools.
    ///
    /// - Throws: ``SettingsError`` if the AWS configuration is not valid.
    package init(variables: [String: String]) throws(SettingsError) {
        do throws(AWSError) {
            configuration = try AWSSession(environment: AWSEnvironment(variables)).configuration
        } catch {
            throw SettingsError("\(Setting.importSources.name): no AWS configuration: \(error)")
        }
    }

    package func part(
        of object: ObjectReference, from offset: Int, atMost count: Int, entityTag: String?
    ) async throws(ObjectSourceError) -> ObjectPart {
        do {
            let client = try configuration.client(for: .s3, region: object.region)
            let location = try BucketLocation(bucket: object.bucket, endpoint: client.endpoint)
            let answer = try await client.call(
                ReadObjectPart(
                    location: location, object: object, offset: offset, count: count, entityTag: entityTag))
            guard answer.offset == offset, answer.part.bytes.count <= count else {
                throw ObjectSourceError("S3 answered with other bytes than those asked for", kind: .unavailable)
            }
            return answer.part
        } catch let error as ObjectSourceError {
            throw error
        } catch let error as AWSError {
            // An object without bytes has no range.
            if error.code == "InvalidRange", offset == 0 { return ObjectPart(bytes: [], total: 0, entityTag: "") }
            throw Self.error(error)
        } catch {
            throw ObjectSourceError("the request is not valid", kind: .unreadable, cause: "\(error)")
        }
    }

    /// Returns the reason for clients. S3's own messages name accounts and roles.
    private static func error(_ error: AWSError) -> ObjectSourceError {
        let cause = "\(error)"
        func unreadable(_ reason: String) -> ObjectSourceError {
            ObjectSourceError(reason, kind: .unreadable, cause: cause)
        }
        func unavailable(_ reason: String) -> ObjectSourceError {
            ObjectSourceError(reason, kind: .unavailable, cause: cause)
        }
        switch error.kind {
        case .transport: return unavailable("Amazon S3 cannot be reached")
        case .credentials: return unavailable("the server has no credentials for Amazon S3")
        case .cancelled: return unavailable("the request was cancelled")
        case .invalidRequest: return unreadable("the server cannot ask for it; expected a valid bucket and region")
        case .invalidResponse:
            return unreadable(
                "S3's answer has no size or entity tag, or the object has a content encoding other than gzip")
        case .service: break
        }
        switch error.code {
        case "NoSuchBucket": return unreadable("there is no such bucket")
        case "NoSuchKey", "NoSuchVersion": return unreadable("there is no such object or version")
        case "PermanentRedirect", "AuthorizationHeaderMalformed", "TemporaryRedirect":
            return unreadable("its bucket is in another region; state it as \"region\"")
        case "InvalidObjectState": return unreadable("it is in an archive; restore it first")
        case "PreconditionFailed": return unreadable("it was replaced while it was read; import it again")
        default: break
        }
        if error.isNotFound { return unreadable("there is no such object or version") }
        if error.isAccessDenied || error.isUnauthenticated {
            return unreadable(
                "Amazon S3 denies it to the server, or there is no such object; the server's role needs s3:GetObject for it, s3:GetObjectVersion for a \"version\", and kms:Decrypt if a key encrypts it"
            )
        }
        return error.isRetryable
            ? unavailable("Amazon S3 is not available")
            : unreadable("Amazon S3 refuses it; the server's log has the reason")
    }
}
