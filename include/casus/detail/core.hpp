// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

/// Function bodies that are not on a hot path are in .inl files. Header-only use compiles them
/// inline in each source file; the library compiles them once for programs that link it
/// (casus::casus defines CASUS_CORE). A header with an .inl file includes it at its end unless
/// CASUS_CORE is defined.
#ifdef CASUS_CORE
#define CASUS_INLINE
#else
#define CASUS_INLINE inline
#endif
