// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

/// Version of the headers that a program was compiled with. The build reads it from this file.
#define CASUS_VERSION_MAJOR 0
#define CASUS_VERSION_MINOR 1
#define CASUS_VERSION_PATCH 0
