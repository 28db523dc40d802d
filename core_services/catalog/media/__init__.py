"""Pictures that staff upload: drawn again in several widths, and put into the bucket."""
