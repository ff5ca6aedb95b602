package import AnalyticsAPI
import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The source of the document about identity providers.
package enum IdentitySource: Hashable, Sendable {
    /// The document itself.
    case document(IdentityDocument)
    /// A file.
    case file(path: String)

    /// Reads `IDENTITY` and `IDENTITY_FILE`.
    ///
    /// - Returns: The source, or `nil` if none is set.
    /// - Throws: ``SettingsError`` for an invalid setting. A document that is not valid is one.
    static func read(_ values: SettingValues) throws(SettingsError) -> IdentitySource? {
        switch (values[.identity], values[.identityFile]) {
        case (nil, nil): return nil
        case (_?, _?):
            throw SettingsError(
                "\(Setting.identity.name) and \(Setting.identityFile.name): each is the source of the document about identity "
                    + "providers; set only one of them")
        case (let text?, nil): return .document(try document(Array(text.utf8), of: Setting.identity.name))
        case (nil, let path?):
            return .file(
                path: try SecretSetting.path(path, of: .identityFile, holding: "the document about identity providers"))
        }
    }

    /// Returns the document.
    ///
    /// - Throws: ``SettingsError`` if the file cannot be read or its document is not valid.
    package func document() throws(SettingsError) -> IdentityDocument {
        switch self {
        case .document(let document): return document
        case .file(let path):
            let place = "\(Setting.identityFile.name), \(SafeDescription.path(path))"
            let data: Data
            do {
                data = try Data(contentsOf: URL(filePath: path))
            } catch {
                throw SettingsError("\(place): the file cannot be read; expected a JSON document")
            }
            return try Self.document(Array(data), of: place)
        }
    }

    private static func document(_ bytes: [UInt8], of place: String) throws(SettingsError) -> IdentityDocument {
        do throws(IdentityDocumentError) {
            return try IdentityDocument(parsing: bytes)
        } catch {
            throw SettingsError("\(place) is not a valid document about identity providers:\n\(error)")
        }
    }
}
